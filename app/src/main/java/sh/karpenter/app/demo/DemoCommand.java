package sh.karpenter.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sh.karpenter.app.cli.CommandFailure;
import sh.karpenter.app.cli.Terminal;
import sh.karpenter.app.local.LocalDirectory;
import sh.karpenter.app.local.LocalSettings;
import sh.karpenter.app.local.LocalStack;

/// `karpenter demo`: starts a local cluster in this process and plays the walkthrough on it.
@Command(
        name = "demo",
        description = "Start a cluster with its cloud in this process and watch the whole job being done.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--keep", description = "leave the cluster up at the end, until Ctrl-C")
    private boolean keep;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "folder of kubeconfig and logs (default: a new folder for temporary files)")
    private @Nullable Path folder;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "what is played: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Scenario scenario = Scenario.walkthrough;

    @Option(
            names = "--control-plane",
            paramLabel = "DIR",
            description = "folder with etcd, kube-apiserver, kube-scheduler and kube-controller-manager to play on"
                    + " (default: the embedded ones)")
    private @Nullable Path controlPlane;

    /// What can be played, named as on the command line.
    enum Scenario {
        /// More and fewer replicas, and the machines that follow.
        walkthrough,
        /// Zone spread, anti-affinity and a graphics processor, pods bound where the plan said.
        placement
    }

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.standard();
        var directory = new LocalDirectory(folder == null ? temporary() : folder);
        directory.create();
        terminal.heading("Karpenter on a cluster in this process");
        Instant began = Instant.now();
        try (var stack = LocalStack.start(settings(), directory);
                var cluster = new KubernetesDemoCluster(stack)) {
            terminal.line(String.format(
                    Locale.ROOT,
                    "  Kubernetes, AWS and the controller run (%.1f s); log: %s",
                    Duration.between(began, Instant.now()).toMillis() / 1000.0,
                    directory.controllerLog()));
            List<Demo.Outcome> outcomes = play(cluster, terminal);
            terminal.line("  peak memory of this process: " + Memory.peak());
            String failure = outcomes.getLast().failure();
            if (failure != null) {
                terminal.bad("The demo ended early: " + failure + ". The controller's log is in "
                        + directory.controllerLog() + ".");
            }
            if (keep) {
                terminal.line();
                terminal.line("The cluster stays up until Ctrl-C. In another terminal:");
                terminal.line("  export KUBECONFIG=" + directory.kubeconfig());
                new CountDownLatch(1).await();
            }
            return failure == null ? 0 : 1;
        }
    }

    private LocalSettings settings() {
        LocalSettings settings = LocalSettings.walkthrough().on(controlPlane);
        if (scenario == Scenario.placement) {
            settings.settings().put("POD_BINDING", "direct");
        }
        return settings;
    }

    private List<Demo.Outcome> play(KubernetesDemoCluster cluster, Terminal terminal) throws InterruptedException {
        return switch (scenario) {
            case walkthrough -> new Demo(cluster, terminal, InstantSource.system(), Thread::sleep).run();
            case placement -> new PlacementDemo(cluster, terminal, InstantSource.system(), Thread::sleep).run();
        };
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("karpenter-demo");
        } catch (IOException failed) {
            throw new CommandFailure(
                    "cannot make a folder for temporary files: " + failed.getMessage() + "; name one with --dir.",
                    failed);
        }
    }
}
