package sh.karpenter.app.local;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.app.local.plane.ControlPlane;
import sh.karpenter.app.part.Parts;
import sh.karpenter.kube.api.conversion.ConversionOutcome;
import sh.karpenter.kube.api.conversion.ConversionSettings;
import sh.karpenter.kube.api.conversion.ObjectConversion;
import sh.karpenter.kube.api.crd.CustomResourceDefinitions;
import sh.karpenter.kube.api.crd.VersionConversion;
import sh.karpenter.local.kubelets.SimulatedKubelets;
import sh.karpenter.local.kubelets.node.NodeSpec;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.ClusterOptions;
import sh.karpenter.local.kubernetes.cluster.EmbeddedCluster;
import sh.karpenter.local.kubernetes.cluster.node.Instances;
import sh.karpenter.local.kubernetes.crd.ResourceConverter;
import sh.karpenter.local.kubernetes.server.EmbeddedApiServer;
import tools.jackson.databind.node.ObjectNode;

/// The control plane of a local cluster: the embedded one, or a real one from the programs of a folder. To
/// everything above they are the same.
sealed interface LocalPlane extends AutoCloseable {
    Logger log = LoggerFactory.getLogger("local");

    /// Where clients reach it.
    URI address();

    /// The file that points clients to it.
    String kubeconfig();

    /// The version that it claims, for example `v1.35.2`.
    String version();

    /// The certificates by which nodes know it, base64 of PEM.
    String certificateAuthority();

    /// Adds what a cluster has before anybody uses it: the custom resources, and a node for the system.
    ///
    /// @param instances what is known of the machines behind nodes
    void furnish(SimulatedKubelets kubelets, Instances instances);

    @Override
    void close();

    /// The version as `major.minor`.
    default String minorVersion() {
        return version().replaceFirst("^v?(\\d+\\.\\d+).*", "$1");
    }

    /// Creates objects, or changes them if they are there.
    default void show(List<String> documents) {
        try (KubernetesClient client = client(kubeconfig())) {
            for (String document : documents) {
                client.resource(document).forceConflicts().serverSideApply();
            }
        }
    }

    private static KubernetesClient client(String kubeconfig) {
        Config config = Config.fromKubeconfig(kubeconfig);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    /// Installs the definitions and waits until they are served.
    default void define(VersionConversion conversion) {
        try (KubernetesClient client = client(kubeconfig())) {
            List<ObjectNode> definitions = CustomResourceDefinitions.all(conversion);
            for (ObjectNode definition : definitions) {
                client.resource(definition.toString()).forceConflicts().serverSideApply();
            }
            for (ObjectNode definition : definitions) {
                client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName(
                                definition.required("metadata").required("name").asString())
                        .waitUntilCondition(
                                crd -> crd != null
                                        && crd.getStatus() != null
                                        && crd.getStatus().getConditions().stream()
                                                .anyMatch(condition -> condition
                                                                .getType()
                                                                .equals("Established")
                                                        && condition.getStatus().equals("True")),
                                30,
                                TimeUnit.SECONDS);
            }
        }
    }

    /// Starts the one that the settings ask for.
    ///
    /// @param instances what the cloud controller of the embedded one asks
    static LocalPlane start(LocalSettings settings, LocalDirectory directory, Instances instances) throws IOException {
        if (settings.controlPlane() == null) {
            return new Embedded(settings, instances);
        }
        return new Real(ControlPlane.start(
                settings.controlPlane(),
                directory.path().resolve("control-plane"),
                settings.kubernetesPort(),
                settings.clusterName(),
                List.of()));
    }

    /// The embedded API server with the embedded scheduler and controllers.
    final class Embedded implements LocalPlane {
        private static final String VERSION = "v1.35.2";
        private static final String NOBODY = "https://in-this-process.invalid/conversion";

        private final EmbeddedApiServer server;
        private final EmbeddedCluster cluster;
        private final String clusterName;

        Embedded(LocalSettings settings, Instances instances) throws IOException {
            clusterName = settings.clusterName();
            ResourceConverter converter = converter(this::expireAfter);
            server = EmbeddedApiServer.builder()
                    .port(settings.kubernetesPort())
                    .converter("karpenter.sh", "NodePool", converter)
                    .converter("karpenter.sh", "NodeClaim", converter)
                    .converter("karpenter.k8s.aws", "EC2NodeClass", converter)
                    .waitForSeeding()
                    .start();
            cluster = EmbeddedCluster.start(
                    server.access(),
                    Clock.systemUTC(),
                    ClusterOptions.standard(VERSION)
                            .withCertificate(authorityText())
                            .withInstances(instances));
        }

        private static ResourceConverter converter(Function<String, @Nullable String> expireAfterOfPool) {
            var conversion = new ObjectConversion(ConversionSettings.aws(expireAfterOfPool));
            return (object, apiVersion) -> switch (conversion.convert(object, apiVersion)) {
                case ConversionOutcome.Converted(var result) -> result;
                case ConversionOutcome.Refused(var message) -> throw new IllegalArgumentException(message);
            };
        }

        /// A claim of an older version expires when its pool says.
        private @Nullable String expireAfter(String pool) {
            ResourceKind pools = server.access().resource("karpenter.sh", "nodepools");
            ObjectNode found = pools == null ? null : server.access().get(new ObjectKey(pools, "", pool));
            return found == null
                    ? null
                    : found.at("/spec/template/spec/expireAfter").asString(null);
        }

        @Override
        public URI address() {
            return server.address();
        }

        @Override
        public String kubeconfig() {
            return Kubeconfig.of(clusterName, server.address());
        }

        @Override
        public String version() {
            return VERSION;
        }

        @Override
        public String certificateAuthority() {
            return Base64.getEncoder().encodeToString(authorityText().getBytes(StandardCharsets.UTF_8));
        }

        /// The embedded server speaks plain HTTP on loopback; nodes are given something to carry all the same.
        private static String authorityText() {
            return "-----BEGIN CERTIFICATE-----\nbG9jYWw=\n-----END CERTIFICATE-----\n";
        }

        @Override
        public void furnish(SimulatedKubelets kubelets, Instances instances) {
            define(new VersionConversion.WebhookAt(NOBODY, null));
            server.markReady();
        }

        @Override
        public void close() {
            cluster.close();
            server.close();
        }
    }

    /// A real control plane.
    ///
    /// @param plane its processes
    /// @param parts all of it
    record Real(ControlPlane plane, Parts parts) implements LocalPlane {
        Real(ControlPlane plane) {
            this(plane, new Parts(log, "the control plane"));
            parts.opened(plane);
        }

        @Override
        public URI address() {
            return plane.address();
        }

        @Override
        public String kubeconfig() {
            return plane.kubeconfig();
        }

        @Override
        public String version() {
            return plane.version();
        }

        @Override
        public String certificateAuthority() {
            return plane.authorityBundle();
        }

        @Override
        public void furnish(SimulatedKubelets kubelets, Instances instances) {
            parts.opened(CloudNodes.watch(client(kubeconfig()), instances));
            define(new VersionConversion.WebhookAt(plane.conversionUrl(), plane.authorityBundle()));
            kubelets.bootNode(new NodeSpec(
                    "sys-0",
                    "",
                    Map.of("node-role.kubernetes.io/system", ""),
                    List.of(new NodeSpec.NodeTaint("CriticalAddonsOnly", "true", "NoSchedule")),
                    Map.of("cpu", "4", "memory", "16Gi", "pods", "110", "ephemeral-storage", "100Gi"),
                    Map.of(),
                    List.of(new NodeSpec.NodeAddress("InternalIP", "127.0.0.1")),
                    Map.of(),
                    NodeSpec.NodeSystem.linux("amd64", version()),
                    new NodeSpec.BootTiming(Duration.ZERO, Duration.ZERO, Duration.ZERO)));
        }

        @Override
        public void close() {
            parts.close();
        }
    }
}
