package sh.karpenter.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import sh.karpenter.app.local.LocalDirectory;
import sh.karpenter.app.local.LocalSettings;
import sh.karpenter.app.local.LocalStack;

/// `karpenter warm-up`: does what users do first, so that the launcher can record which classes that takes and
/// which methods are called often. A made-up cluster is planned a few times ([WarmUpProblem]), then one pod gets a
/// machine in a local cluster; then it ends.
@Command(name = "warm-up", hidden = true, mixinStandardHelpOptions = true)
public final class WarmUpCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(45);
    private static final Duration POLL = Duration.ofMillis(100);

    @Override
    public Integer call() throws IOException, InterruptedException {
        WarmUpProblem.solve();
        Path folder = Files.createTempDirectory("karpenter-warm-up");
        try (var stack = LocalStack.start(LocalSettings.walkthrough(), new LocalDirectory(folder));
                var cluster = new KubernetesDemoCluster(stack)) {
            cluster.apply("/demo/nodepool.yaml");
            cluster.apply("/demo/inflate.yaml");
            cluster.scale(1);
            Instant end = Instant.now().plus(LIMIT);
            while (!cluster.workload().settled() && Instant.now().isBefore(end)) {
                Thread.sleep(POLL);
            }
        } finally {
            delete(folder);
        }
        return 0;
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
