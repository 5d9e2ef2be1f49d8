package sh.karpenter.local.kubernetes.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

final class VolumesTest {
    private static final String ZONE = "topology.kubernetes.io/zone";

    private final VirtualCluster cluster = new VirtualCluster();

    @BeforeEach
    void addANode() {
        cluster.node("a", "16", "64Gi", ZONE, "zone-1");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aClaimThatWaitsGetsItsVolumeInTheZoneOfItsPod() {
        claim("data", "");
        cluster.pass(Duration.ofSeconds(2));
        assertThat(phase(Kinds.CLAIMS, "data")).isEqualTo("Pending");
        assertThat(cluster.events("WaitForFirstConsumer")).hasSize(1);
        pod("db", "data");
        cluster.pass(Duration.ofSeconds(3));
        ObjectNode claim = cluster.get(Kinds.CLAIMS, "data");
        assertThat(phase(Kinds.CLAIMS, "data")).isEqualTo("Bound");
        assertThat(Tree.text(claim, "status", "capacity", "storage")).isEqualTo("1Gi");
        ObjectNode volume = volumeOf("data");
        assertThat(Metadata.name(volume)).isEqualTo("pvc-" + Metadata.uid(claim));
        assertThat(Tree.text(volume, "status", "phase")).isEqualTo("Bound");
        assertThat(volume.at("/spec/nodeAffinity/required/nodeSelectorTerms/0/matchExpressions/0")
                        .toString())
                .isEqualTo("{\"key\":\"" + ZONE + "\",\"operator\":\"In\",\"values\":[\"zone-1\"]}");
        assertThat(Pods.nodeName(cluster.get(Kinds.PODS, "db"))).isEqualTo("a");
    }

    @Test
    void aPodFollowsItsVolume() {
        cluster.node("b", "16", "64Gi", ZONE, "zone-2");
        claim("data", "");
        pod("first", "data");
        cluster.pass(Duration.ofSeconds(3));
        String node = Pods.nodeName(cluster.get(Kinds.PODS, "first"));
        delete("first");
        pod("second", "data");
        cluster.pass(Duration.ofSeconds(3));
        assertThat(Pods.nodeName(cluster.get(Kinds.PODS, "second"))).isEqualTo(node);
    }

    @Test
    void aVolumeIsAttachedAsLongAsAPodOfTheNodeUsesIt() {
        claim("data", "");
        pod("db", "data");
        cluster.pass(Duration.ofSeconds(3));
        assertThat(cluster.access().list(Kinds.ATTACHMENTS)).singleElement().satisfies(attachment -> {
            assertThat(Tree.text(attachment, "spec", "nodeName")).isEqualTo("a");
            assertThat(Tree.flag(attachment, "status", "attached")).isTrue();
        });
        delete("db");
        cluster.pass(Duration.ofSeconds(3));
        assertThat(cluster.access().list(Kinds.ATTACHMENTS)).isEmpty();
    }

    @Test
    void aClaimStaysWhileAPodUsesItAndTakesItsVolumeAlong() {
        claim("data", "");
        pod("db", "data");
        cluster.pass(Duration.ofSeconds(3));
        cluster.access().delete(new ObjectKey(Kinds.CLAIMS, "default", "data"), null, null, null);
        cluster.pass(Duration.ofSeconds(3));
        assertThat(cluster.find(Kinds.CLAIMS, "data")).isNotNull();
        delete("db");
        cluster.pass(Duration.ofSeconds(3));
        assertThat(cluster.find(Kinds.CLAIMS, "data")).isNull();
        assertThat(cluster.access().list(Kinds.VOLUMES)).isEmpty();
    }

    @Test
    void aNodeTakesNoMoreVolumesThanItsDriverCanAttach() {
        cluster.apply("""
            apiVersion: storage.k8s.io/v1
            kind: CSINode
            metadata: {name: a}
            spec: {drivers: [{name: ebs.csi.aws.com, nodeID: a, topologyKeys: [], allocatable: {count: 1}}]}
            """);
        claim("one", "");
        claim("two", "");
        pod("first", "one");
        cluster.pass(Duration.ofSeconds(3));
        pod("second", "two");
        cluster.pass(Duration.ofSeconds(3));
        assertThat(Pods.nodeName(cluster.get(Kinds.PODS, "first"))).isEqualTo("a");
        assertThat(Pods.nodeName(cluster.get(Kinds.PODS, "second"))).isEmpty();
        assertThat(cluster.events("FailedScheduling"))
                .anySatisfy(message -> assertThat(message).contains("1 node(s) exceed max volume count"));
    }

    @Test
    void aVolumeMadeByHandIsTakenBeforeANewOneIsMade() {
        cluster.apply("""
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: by-hand}
            spec:
              capacity: {storage: 2Gi}
              accessModes: [ReadWriteOnce]
              storageClassName: standard
              persistentVolumeReclaimPolicy: Retain
              csi: {driver: ebs.csi.aws.com, volumeHandle: vol-1}
            """);
        claim("data", "");
        pod("db", "data");
        cluster.pass(Duration.ofSeconds(3));
        assertThat(Metadata.name(volumeOf("data"))).isEqualTo("by-hand");
        delete("db");
        cluster.access().delete(new ObjectKey(Kinds.CLAIMS, "default", "data"), null, null, null);
        cluster.pass(Duration.ofSeconds(3));
        assertThat(Tree.text(volume("by-hand"), "status", "phase")).isEqualTo("Released");
    }

    @Test
    void anImmediateClassDoesNotWaitForAPod() {
        cluster.apply("""
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: immediate}
            provisioner: ebs.csi.aws.com
            """);
        claim("data", "storageClassName: immediate,");
        cluster.pass(Duration.ofSeconds(2));
        assertThat(phase(Kinds.CLAIMS, "data")).isEqualTo("Bound");
    }

    @Test
    void aClaimComesWithItsPodAndGoesWithIt() {
        cluster.apply("""
            apiVersion: v1
            kind: Pod
            metadata: {name: scratch}
            spec:
              containers: [{name: c, image: x}]
              volumes:
              - name: space
                ephemeral:
                  volumeClaimTemplate:
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """);
        cluster.pass(Duration.ofSeconds(3));
        assertThat(phase(Kinds.CLAIMS, "scratch-space")).isEqualTo("Bound");
        delete("scratch");
        cluster.pass(Duration.ofSeconds(5));
        assertThat(cluster.find(Kinds.CLAIMS, "scratch-space")).isNull();
    }

    private void claim(String name, String more) {
        cluster.apply("""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: %s}
            spec: {%s accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """.formatted(name, more));
    }

    private void pod(String name, String claim) {
        cluster.apply("""
            apiVersion: v1
            kind: Pod
            metadata: {name: %s}
            spec:
              terminationGracePeriodSeconds: 0
              containers: [{name: c, image: x}]
              volumes: [{name: data, persistentVolumeClaim: {claimName: %s}}]
            """.formatted(name, claim));
    }

    private void delete(String pod) {
        cluster.access().delete(new ObjectKey(Kinds.PODS, "default", pod), 0L, null, null);
        cluster.settle();
    }

    private String phase(ResourceKind kind, String name) {
        return Tree.text(cluster.get(kind, name), "status", "phase");
    }

    private ObjectNode volumeOf(String claim) {
        return volume(Tree.text(cluster.get(Kinds.CLAIMS, claim), "spec", "volumeName"));
    }

    private ObjectNode volume(String name) {
        return Objects.requireNonNull(cluster.access().get(new ObjectKey(Kinds.VOLUMES, "", name)));
    }
}
