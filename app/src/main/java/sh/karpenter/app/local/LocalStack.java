package sh.karpenter.app.local;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.app.cli.CommandFailure;
import sh.karpenter.app.controller.ControllerProcess;
import sh.karpenter.app.logging.ControllerLog;
import sh.karpenter.app.options.Options;
import sh.karpenter.app.options.Setting;
import sh.karpenter.app.part.Parts;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.local.aws.LocalAws;
import sh.karpenter.local.aws.eks.Cluster;
import sh.karpenter.local.kubelets.KubeletSettings;
import sh.karpenter.local.kubelets.SimulatedKubelets;
import sh.karpenter.local.kubelets.log.LogService;
import sh.karpenter.local.kubernetes.certificate.CertificateAuthority;

/// A Kubernetes cluster, its AWS, its kubelets and the controller, all in this process.
///
/// 1. The control plane, embedded or real, with what every cluster has and one node for the system.
/// 2. The custom resource definitions.
/// 3. Kubelets, and AWS: machines that boot by reading their user data and join the cluster through a kubelet.
/// 4. The controller, as it would run anywhere else. It shows as a deployment in the namespace `karpenter`.
public final class LocalStack implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("local");
    private static final String SERVICE_NETWORK = "10.96.0.0/16";

    private final Parts parts = new Parts(log, "the local cluster");
    private final LocalSettings settings;
    private final LocalDirectory directory;
    private final LocalPlane plane;
    private final LocalAws aws;
    private final ControllerProcess controller;
    private final StartTimes times = StartTimes.sinceProcessStart();

    private LocalStack(LocalSettings settings, LocalDirectory directory) throws IOException {
        this.settings = settings;
        this.directory = directory;
        try {
            var machines = new MachineStates();
            OutputStream logFile = parts.opened(Files.newOutputStream(directory.controllerLog()));
            parts.opened(ControllerLog.to(logFile, settings.settings().getOrDefault("LOG_LEVEL", "")));
            times.reached("process");
            this.plane = parts.opened(LocalPlane.start(settings, directory, machines));
            times.reached("control plane");
            directory.write(directory.kubeconfig(), plane.kubeconfig());
            Clock clock = Clock.systemUTC();
            var kubelets = parts.opened(SimulatedKubelets.start(
                    Config.fromKubeconfig(plane.kubeconfig()),
                    clock,
                    KubeletSettings.demo(plane.version()),
                    new LogService(
                            "127.0.0.1",
                            new CertificateAuthority("kubelets", clock.instant())
                                    .issue("kubelet", "", List.of("localhost", "127.0.0.1"))
                                    .serverContext(),
                            ControllerPod.logs(directory.controllerLog(), clock))));
            times.reached("kubelets");
            plane.furnish(kubelets, machines);
            times.reached("custom resources");
            this.aws = parts.opened(startAws(kubelets));
            times.reached("AWS");
            machines.ask(aws);
            this.controller = parts.opened(ControllerProcess.start(options(), directory.kubeconfig()));
            times.reached("controller");
            plane.show(new ControllerPod(settings.clusterName()).documents());
            times.reached("its deployment");
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /// Starts everything; when it returns, all is ready.
    ///
    /// @throws CommandFailure when something cannot be started, in one line
    public static LocalStack start(LocalSettings settings, LocalDirectory directory) {
        try {
            return new LocalStack(settings, directory);
        } catch (IOException failed) {
            throw new CommandFailure(String.valueOf(failed.getMessage()), failed);
        }
    }

    private LocalAws startAws(SimulatedKubelets kubelets) {
        try {
            return LocalAws.builder()
                    .region(settings.region())
                    .cluster(new Cluster(
                            settings.clusterName(),
                            plane.address().toString(),
                            plane.certificateAuthority(),
                            SERVICE_NETWORK,
                            plane.minorVersion()))
                    .nodeRole(settings.role())
                    .port(settings.awsPort())
                    .nodeLauncher(new JoiningNodes(kubelets))
                    .start();
        } catch (IllegalStateException deaf) {
            throw new CommandFailure(deaf.getMessage() + ".", deaf);
        }
    }

    /// The controller's settings: those of a cluster on AWS, where AWS is ours and nobody else wants to lead.
    private Options options() {
        var given = new LinkedHashMap<String, String>();
        given.put(Setting.CLUSTER_NAME.variable(), settings.clusterName());
        given.put(Setting.CLUSTER_CA_BUNDLE.variable(), plane.certificateAuthority());
        given.put(Setting.DISABLE_LEADER_ELECTION.variable(), "true");
        given.put(Setting.INTERRUPTION_QUEUE.variable(), settings.clusterName());
        given.put(Setting.METRICS_PORT.variable(), "0");
        given.put(Setting.HEALTH_PROBE_PORT.variable(), "0");
        for (Setting setting : Setting.values()) {
            String own = System.getenv(setting.variable());
            if (own != null) {
                given.put(setting.variable(), own);
            }
        }
        given.putAll(settings.settings());
        // The SDK takes where AWS is, and who asks, from the process.
        System.setProperty("aws.endpointUrl", aws.endpoint().toString());
        System.setProperty("aws.region", settings.region());
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
        return Options.resolve(new EnumMap<>(Setting.class), given);
    }

    /// What the users of the cluster have to set.
    public SequencedMap<String, String> environment() {
        var variables = new LinkedHashMap<String, String>();
        variables.put("KUBECONFIG", directory.kubeconfig().toString());
        variables.put("EKS_CLUSTER_NAME", settings.clusterName());
        variables.put("KARPENTER_ROLE", settings.role());
        variables.put("AWS_ENDPOINT_URL", aws.endpoint().toString());
        variables.put("AWS_REGION", settings.region());
        variables.put("AWS_DEFAULT_REGION", settings.region());
        variables.put("AWS_ACCESS_KEY_ID", "local");
        variables.put("AWS_SECRET_ACCESS_KEY", "local");
        variables.put("KARPENTER_LOCAL_API", plane.address().toString());
        variables.put(
                "KARPENTER_METRICS",
                "http://localhost:" + controller.endpoints().metricsPort() + "/metrics");
        return variables;
    }

    /// How long each part took to start.
    public String startTimes() {
        return times.toString();
    }

    /// The file that points clients to the cluster, as text.
    public String kubeconfig() {
        return plane.kubeconfig();
    }

    /// The cloud that the controller launches machines in.
    public CloudProvider provider() {
        return controller.provider();
    }

    /// The local AWS, for looking into it.
    public LocalAws aws() {
        return aws;
    }

    /// Stops the controller and leaves the rest running, as when its process ends.
    public void stopController() {
        controller.close();
    }

    /// Stops everything, the last started first.
    @Override
    public void close() {
        parts.close();
    }
}
