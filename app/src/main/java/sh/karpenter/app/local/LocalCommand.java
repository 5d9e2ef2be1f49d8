package sh.karpenter.app.local;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sh.karpenter.app.cli.CommandFailure;

/// `karpenter local`: a cluster with its cloud on this machine, for as long as one likes.
@Command(
        name = "local",
        description = "A Kubernetes cluster and its AWS on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {
            LocalCommand.Up.class,
            LocalCommand.Environment.class,
            LocalCommand.Status.class,
            LocalCommand.Down.class,
            LocalCommand.Serve.class
        })
public final class LocalCommand implements Runnable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final int HIGHEST_PORT = 65_535;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing sub-command: up, env, status or down");
    }

    /// Which cluster is meant.
    static final class Where {
        @Option(
                names = "--dir",
                paramLabel = "DIR",
                defaultValue = ".karpenter",
                description = "folder of kubeconfig, logs and process id (default: ${DEFAULT-VALUE})")
        private Path folder = Path.of(".karpenter");

        LocalDirectory directory() {
            return new LocalDirectory(folder);
        }

        /// The environment of the running cluster.
        ///
        /// @throws CommandFailure when none runs
        SequencedMap<String, String> running() {
            LocalDirectory directory = directory();
            var variables = directory.environmentVariables();
            if (directory.process() == null || variables == null) {
                throw new CommandFailure("no local cluster runs from " + directory.path()
                        + ": start one with 'karpenter local up' or name its folder with --dir.");
            }
            return variables;
        }
    }

    /// What can be chosen when a cluster is started.
    static final class Choices {
        @Option(
                names = "--port",
                paramLabel = "PORT",
                defaultValue = "0",
                description = "port of the Kubernetes API (default: any free one)")
        private int port;

        @Option(
                names = "--aws-port",
                paramLabel = "PORT",
                defaultValue = "0",
                description = "port of the AWS APIs (default: any free one)")
        private int awsPort;

        @Option(
                names = "--cluster-name",
                paramLabel = "NAME",
                defaultValue = "eks-workshop",
                description = "name of the cluster (default: ${DEFAULT-VALUE})")
        private String clusterName = "eks-workshop";

        @Option(
                names = "--control-plane",
                paramLabel = "DIR",
                defaultValue = "${env:KUBEBUILDER_ASSETS}",
                description =
                        "folder with etcd, kube-apiserver, kube-scheduler and kube-controller-manager to use instead of"
                                + " the embedded ones (default: $KUBEBUILDER_ASSETS)")
        private @Nullable Path controlPlane;

        LocalSettings settings() {
            LocalSettings defaults = LocalSettings.walkthrough();
            requirePort("--port", port);
            requirePort("--aws-port", awsPort);
            return new LocalSettings(
                    clusterName,
                    "KarpenterNodeRole-" + clusterName,
                    defaults.region(),
                    port,
                    awsPort,
                    controlPlane,
                    defaults.settings());
        }

        private static void requirePort(String option, int port) {
            if (port < 0 || port > HIGHEST_PORT) {
                throw new CommandFailure(option + " " + port + " is not a port: choose one from 1 to " + HIGHEST_PORT
                        + ", or 0 for any free one.");
            }
        }

        List<String> arguments() {
            var arguments = new ArrayList<String>();
            arguments.addAll(List.of("--port", Integer.toString(port), "--aws-port", Integer.toString(awsPort)));
            arguments.addAll(List.of("--cluster-name", clusterName));
            if (controlPlane != null) {
                arguments.addAll(
                        List.of("--control-plane", controlPlane.toAbsolutePath().toString()));
            }
            return arguments;
        }
    }

    /// `karpenter local up`.
    @Command(
            name = "up",
            description = "Start a cluster and leave it running in the background.",
            mixinStandardHelpOptions = true)
    static final class Up implements Runnable {
        @Mixin
        private Where where = new Where();

        @Mixin
        private Choices choices = new Choices();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public void run() {
            LocalDirectory directory = where.directory();
            ProcessHandle running = directory.process();
            if (running != null) {
                throw new CommandFailure(
                        "a local cluster already runs from " + directory.path() + " (process " + running.pid()
                                + "): stop it with 'karpenter local down' or choose another folder with --dir.");
            }
            choices.settings();
            directory.create();
            directory.release();
            Instant began = Instant.now();
            var arguments = new ArrayList<String>(
                    List.of("local", "serve", "--dir", directory.path().toString()));
            arguments.addAll(choices.arguments());
            Process process = BackgroundProcess.start(arguments, directory.processLog());
            SequencedMap<String, String> variables = awaitReady(process, directory);
            report(directory, variables, Duration.between(began, Instant.now()));
        }

        private static SequencedMap<String, String> awaitReady(Process process, LocalDirectory directory) {
            Instant end = Instant.now().plus(START_LIMIT);
            try {
                while (Instant.now().isBefore(end)) {
                    var variables = directory.environmentVariables();
                    if (variables != null) {
                        return variables;
                    }
                    if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                        throw new CommandFailure(BackgroundProcess.reason(directory.processLog()));
                    }
                }
                process.destroy();
                throw new CommandFailure("the local cluster was not ready within " + START_LIMIT.toSeconds()
                        + " s; its log is in " + directory.processLog());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                process.destroy();
                throw new CommandFailure("interrupted", interrupted);
            }
        }

        private void report(LocalDirectory directory, SequencedMap<String, String> variables, Duration took) {
            PrintWriter out = spec.commandLine().getOut();
            out.printf("A local cluster runs (ready after %.1f s).%n", took.toMillis() / 1000.0);
            out.println("  kubeconfig   " + directory.kubeconfig());
            out.println("  AWS          " + variables.get("AWS_ENDPOINT_URL"));
            out.println("  logs         " + directory.controllerLog());
            out.println("To use it:     eval \"$(" + launcher() + " local env" + dirFlag() + ")\"");
            out.println("To stop it:    " + launcher() + " local down" + dirFlag());
        }

        private String dirFlag() {
            return where.folder.equals(Path.of(".karpenter")) ? "" : " --dir " + where.folder;
        }

        private static String launcher() {
            String launcher = System.getenv("KARPENTER_LAUNCHER");
            return launcher == null
                            || Path.of("")
                                    .toAbsolutePath()
                                    .equals(Path.of(launcher).getParent())
                    ? "./karpenter"
                    : launcher;
        }
    }

    /// `karpenter local env`.
    @Command(
            name = "env",
            description = "Print export lines that point kubectl, the AWS CLI and the walkthrough to the cluster.",
            mixinStandardHelpOptions = true)
    static final class Environment implements Runnable {
        @Mixin
        private Where where = new Where();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public void run() {
            for (var variable : where.running().entrySet()) {
                spec.commandLine().getOut().println(LocalDirectory.export(variable));
            }
        }
    }

    /// `karpenter local status`.
    @Command(name = "status", description = "Say whether the cluster runs.", mixinStandardHelpOptions = true)
    static final class Status implements Runnable {
        @Mixin
        private Where where = new Where();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public void run() {
            SequencedMap<String, String> variables = where.running();
            PrintWriter out = spec.commandLine().getOut();
            LocalDirectory directory = where.directory();
            ProcessHandle process = directory.process();
            if (process != null) {
                out.println("process      " + process.pid()
                        + process.info()
                                .startInstant()
                                .map(start -> ", up "
                                        + Duration.between(start, Instant.now()).toSeconds() + " s")
                                .orElse(""));
            }
            out.println("kubernetes   " + ServerProbe.of(directory.kubeconfig()));
            out.println("aws          " + variables.getOrDefault("AWS_ENDPOINT_URL", ""));
            out.println("kubeconfig   " + directory.kubeconfig());
            out.println("logs         " + directory.controllerLog());
        }
    }

    /// `karpenter local down`.
    @Command(name = "down", description = "Stop the cluster.", mixinStandardHelpOptions = true)
    static final class Down implements Runnable {
        @Mixin
        private Where where = new Where();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public void run() {
            LocalDirectory directory = where.directory();
            ProcessHandle process = directory.process();
            if (process == null) {
                directory.release();
                throw new CommandFailure("no local cluster runs from " + directory.path()
                        + ": nothing to stop, or name its folder with --dir.");
            }
            process.destroy();
            try {
                process.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new CommandFailure("interrupted", interrupted);
            } catch (ExecutionException | TimeoutException stubborn) {
                process.destroyForcibly();
            }
            directory.release();
            spec.commandLine().getOut().println("Stopped the local cluster of " + directory.path() + ".");
        }
    }

    /// `karpenter local serve`: what `up` leaves running.
    @Command(name = "serve", hidden = true, mixinStandardHelpOptions = true)
    static final class Serve implements Runnable {
        @Mixin
        private Where where = new Where();

        @Mixin
        private Choices choices = new Choices();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public void run() {
            LocalDirectory directory = where.directory();
            directory.create();
            directory.claim();
            var stop = new CountDownLatch(1);
            var stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                stop.countDown();
                try {
                    stopped.await(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }));
            try (var stack = LocalStack.start(choices.settings(), directory)) {
                directory.ready(stack.environment());
                spec.commandLine().getOut().println("Started: " + stack.startTimes() + ".");
                stop.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } finally {
                directory.release();
                stopped.countDown();
            }
        }
    }
}
