package sh.karpenter.core.disruption.whatif;

import java.util.List;

/// Runs tasks that have nothing to do with each other, perhaps at the same time. The core knows no threads: whoever
/// has some lends them.
public interface SideBySide {

    /// How many tasks are worth making of one job.
    int width();

    /// Runs all tasks and returns when all have ended; what they wrote is visible then. An exception of a task is
    /// thrown again.
    void run(List<Runnable> tasks);

    /// One after another, on the caller's thread.
    static SideBySide alone() {
        return new SideBySide() {
            @Override
            public int width() {
                return 1;
            }

            @Override
            public void run(List<Runnable> tasks) {
                tasks.forEach(Runnable::run);
            }
        };
    }
}
