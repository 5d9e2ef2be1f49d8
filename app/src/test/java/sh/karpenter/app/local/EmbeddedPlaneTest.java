package sh.karpenter.app.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sh.karpenter.kube.api.crd.VersionConversion;
import sh.karpenter.local.kubernetes.cluster.node.Instances;

final class EmbeddedPlaneTest {
    private static final String POOL = """
        apiVersion: karpenter.sh/v1
        kind: NodePool
        metadata: {name: default}
        spec:
          template:
            spec:
              requirements: []
              nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
              expireAfter: 24h
        """;
    private static final String CLAIM = """
        apiVersion: karpenter.sh/v1beta1
        kind: NodeClaim
        metadata: {name: %1$s-1, labels: {karpenter.sh/nodepool: %1$s}}
        spec:
          requirements: []
          nodeClassRef: {name: default}
        """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aClaimOfAnOlderVersionExpiresWhenItsPoolSays() throws Exception {
        var directory = new LocalDirectory(folder);
        directory.create();
        try (LocalPlane plane = LocalPlane.start(LocalSettings.walkthrough(), directory, Instances.everlasting());
                KubernetesClient client = new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(plane.kubeconfig()))
                        .withHttpClientFactory(new JdkHttpClientFactory())
                        .build()) {
            plane.define(new VersionConversion.WebhookAt("https://nobody.invalid/", null));
            client.resource(POOL).create();
            client.resource(CLAIM.formatted("default")).create();
            client.resource(CLAIM.formatted("another")).create();
            assertThat(expireAfter(client, "default-1")).isEqualTo("24h");
            assertThat(expireAfter(client, "another-1"))
                    .as("a pool that is not there")
                    .isEqualTo("720h");
        }
    }

    private static String expireAfter(KubernetesClient client, String name) {
        GenericKubernetesResource claim = client.genericKubernetesResources("karpenter.sh/v1", "NodeClaim")
                .withName(name)
                .get();
        return claim.get("spec", "expireAfter");
    }
}
