package sh.karpenter.app.local;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.local.kubernetes.cluster.node.Instances;

/// Deletes the nodes of machines that are gone, as the cloud's own controller does beside a real control plane:
/// every few seconds it asks the cloud about each node that is not ready. A client of the Kubernetes API,
/// whoever serves it; the embedded control plane has such a controller among its own.
final class CloudNodes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("local");
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final String COMPONENT = "cloud-node-lifecycle-controller";

    private final KubernetesClient client;
    private final Instances instances;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private CloudNodes(KubernetesClient client, Instances instances) {
        this.client = client;
        this.instances = instances;
    }

    /// Begins to look after the nodes.
    ///
    /// @param client closed with this
    static CloudNodes watch(KubernetesClient client, Instances instances) {
        var nodes = new CloudNodes(client, instances);
        Thread.ofVirtual().name("cloud-nodes").start(nodes::run);
        return nodes;
    }

    private void run() {
        try {
            while (!stopped.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Looks at all nodes once.
    void look() {
        try {
            for (Node node : client.nodes().list().getItems()) {
                String providerId = node.getSpec().getProviderID();
                boolean leaving = node.getMetadata().getDeletionTimestamp() != null;
                if (providerId != null
                        && !leaving
                        && !isReady(node)
                        && instances.state(providerId) == Instances.State.GONE) {
                    delete(node);
                }
            }
        } catch (KubernetesClientException unreachable) {
            log.atDebug().setCause(unreachable).log("nodes could not be looked at");
        }
    }

    private static boolean isReady(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    private void delete(Node node) {
        String name = node.getMetadata().getName();
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        client.v1()
                .events()
                .inNamespace("default")
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withGenerateName(name + ".")
                        .withNamespace("default")
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withKind("Node")
                        .withName(name)
                        .withUid(name)
                        .endInvolvedObject()
                        .withType("Normal")
                        .withReason("DeletingNode")
                        .withMessage("Deleting node " + name + " because it does not exist in the cloud provider")
                        .withNewSource()
                        .withComponent(COMPONENT)
                        .endSource()
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .withCount(1)
                        .build())
                .create();
        client.nodes().withName(name).delete();
    }

    @Override
    public void close() {
        stopped.countDown();
        client.close();
    }
}
