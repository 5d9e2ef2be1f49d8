package sh.karpenter.app.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import sh.karpenter.core.disruption.whatif.SideBySide;

/// Lends the core threads for tasks that have nothing to do with each other.
///
/// @param executor where they run; the first task runs on the caller's thread
/// @param width how many there may be at once
record Workers(Executor executor, int width) implements SideBySide {
    /// As many as this process has processors.
    static Workers ofThisProcess(Executor executor) {
        return new Workers(executor, Runtime.getRuntime().availableProcessors());
    }

    @Override
    public void run(List<Runnable> tasks) {
        var lent = new ArrayList<CompletableFuture<Void>>();
        for (Runnable task : tasks.subList(Math.min(1, tasks.size()), tasks.size())) {
            lent.add(CompletableFuture.runAsync(task, executor));
        }
        try {
            if (!tasks.isEmpty()) {
                tasks.getFirst().run();
            }
        } finally {
            // What the others wrote is read by whoever asked, so nobody returns before all have ended.
            join(lent);
        }
    }

    private static void join(List<CompletableFuture<Void>> lent) {
        try {
            CompletableFuture.allOf(lent.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }
}
