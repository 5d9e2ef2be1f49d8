package sh.karpenter.local.kubernetes.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

final class EndpointsTest {
    private static final String PODS = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              terminationGracePeriodSeconds: 0
              containers: [{name: c, image: c, ports: [{name: http, containerPort: 8080}]}]
        """;
    private static final String SERVICE = """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
        """;

    private final VirtualCluster cluster = new VirtualCluster();

    @BeforeEach
    void addANode() {
        cluster.node("a", "16", "64Gi");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void listsThePodsBehindAServiceInBothForms() {
        cluster.apply(SERVICE);
        cluster.apply(PODS);
        cluster.pass(Duration.ofSeconds(5));
        List<String> addresses = cluster.pods().stream()
                .map(pod -> Tree.text(pod, "status", "podIP"))
                .toList();
        ObjectNode endpoints = cluster.get(Kinds.ENDPOINTS, "web");
        ObjectNode subset = (ObjectNode) Tree.at(endpoints, "subsets").get(0);
        assertThat(Tree.items(subset, "addresses"))
                .extracting(address -> Tree.text(address, "ip"))
                .containsExactlyInAnyOrderElementsOf(addresses);
        assertThat(Tree.number(Tree.at(subset, "ports").get(0), 0, "port")).isEqualTo(8080);
        assertThat(Tree.items(slice(), "endpoints"))
                .hasSize(2)
                .allSatisfy(endpoint ->
                        assertThat(Tree.flag(endpoint, "conditions", "ready")).isTrue());
        assertThat(Metadata.label(slice(), "kubernetes.io/service-name")).isEqualTo("web");
    }

    @Test
    void forgetsPodsThatAreGoneAndGoesWithItsService() {
        cluster.apply(SERVICE);
        cluster.apply(PODS);
        cluster.pass(Duration.ofSeconds(5));
        cluster.access().delete(new ObjectKey(Kinds.DEPLOYMENTS, "default", "web"), null, "Background", null);
        cluster.pass(Duration.ofSeconds(5));
        assertThat(Tree.items(cluster.get(Kinds.ENDPOINTS, "web"), "subsets")).isEmpty();
        assertThat(Tree.items(slice(), "endpoints")).isEmpty();
        cluster.access().delete(new ObjectKey(Kinds.SERVICES, "default", "web"), null, null, null);
        cluster.pass(Duration.ofSeconds(5));
        assertThat(cluster.access().list(Kinds.ENDPOINTS)).isEmpty();
        assertThat(cluster.access().list(Kinds.ENDPOINT_SLICES)).isEmpty();
    }

    private ObjectNode slice() {
        return cluster.access().list(Kinds.ENDPOINT_SLICES).iterator().next();
    }
}
