package sh.karpenter.local.kubernetes.cluster.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.cluster.VirtualCluster;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Tree;

class QuotasTest {
    private final VirtualCluster cluster = new VirtualCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void refusesPodsBeyondTheQuotaAndTellsTheReplicaSet() {
        quota("pods: '2'\n    requests.cpu: '10'");
        deployment(3);
        cluster.settle();
        assertThat(cluster.pods()).hasSize(2);
        assertThat(used()).containsExactlyInAnyOrderEntriesOf(Map.of("pods", "2", "requests.cpu", "1"));
        assertThat(cluster.events("FailedCreate"))
                .anySatisfy(message -> assertThat(message)
                        .contains("is forbidden: exceeded quota: small, requested: pods=1, used: pods=2,"
                                + " limited: pods=2"));
    }

    @Test
    void givesBackWhatIsDeletedOrHasFinished() {
        quota("pods: '2'");
        deployment(3);
        cluster.node("n", "8", "16Gi");
        cluster.pass(Duration.ofSeconds(5));
        cluster.scale("web", 1);
        cluster.pass(Duration.ofSeconds(5));
        assertThat(used()).containsEntry("pods", "1");
        cluster.scale("web", 2);
        cluster.pass(Duration.ofSeconds(30));
        assertThat(cluster.pods()).hasSize(2);
    }

    @Test
    void countsWhatWasThereBeforeTheQuota() {
        deployment(3);
        cluster.settle();
        quota("pods: '2'\n    count/deployments.apps: '1'\n    requests.memory: 1Gi");
        assertThat(used())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("pods", "3", "count/deployments.apps", "1", "requests.memory", "384Mi"));
        assertThatThrownBy(() -> deployment("other", 1))
                .isInstanceOf(ApiException.class)
                .hasMessage("deployments.apps \"other\" is forbidden: exceeded quota: small, requested:"
                        + " count/deployments.apps=1, used: count/deployments.apps=1, limited:"
                        + " count/deployments.apps=1");
    }

    @Test
    void wantsContainersToSayWhatTheyNeedWhereAQuotaLimitsIt() {
        quota("limits.cpu: '4'\n    requests.cpu: '4'");
        assertThatThrownBy(() -> pod("a", ""))
                .isInstanceOf(ApiException.class)
                .hasMessage(
                        "pods \"a\" is forbidden: failed quota: small: must specify limits.cpu for: main; requests.cpu"
                                + " for: main");
        pod("b", "limits: {cpu: '3'}");
        assertThatThrownBy(() -> pod("c", "limits: {cpu: '2'}"))
                .hasMessageContaining("exceeded quota: small, requested: limits.cpu=2,requests.cpu=2, used:"
                        + " limits.cpu=3,requests.cpu=3, limited: limits.cpu=4,requests.cpu=4");
    }

    @Test
    void limitsTheGrowthOfClaims() {
        quota("requests.storage: 10Gi\n    persistentvolumeclaims: '5'");
        cluster.apply("""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 8Gi}}}
            """);
        assertThat(used()).containsEntry("requests.storage", "8Gi");
        ObjectKey key = new ObjectKey(Kinds.CLAIMS, "default", "data");
        var larger =
                Tree.object("spec", Tree.object("resources", Tree.object("requests", Tree.object("storage", "11Gi"))));
        assertThatThrownBy(() -> cluster.access().mergePatch(key, null, larger))
                .hasMessageContaining("exceeded quota: small, requested: requests.storage=3Gi, used:"
                        + " requests.storage=8Gi, limited: requests.storage=10Gi");
    }

    @Test
    void countsOnlyPodsInItsScopes() {
        quota("pods: '1'\n  scopes: [BestEffort]");
        pod("a", "");
        pod("b", "requests: {cpu: '1'}");
        assertThatThrownBy(() -> pod("c", "")).hasMessageContaining("exceeded quota: small");
    }

    private void quota(String hard) {
        cluster.apply("""
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: small}
            spec:
              hard:
                %s
            """.formatted(hard));
        cluster.settle();
    }

    private Map<String, String> used() {
        cluster.settle();
        return Tree.strings(cluster.get(Kinds.QUOTAS, "small"), "status", "used");
    }

    private void pod(String name, String resources) {
        cluster.apply("""
            apiVersion: v1
            kind: Pod
            metadata: {name: %s}
            spec: {containers: [{name: main, image: pause, resources: {%s}}]}
            """.formatted(name, resources));
    }

    private void deployment(int replicas) {
        deployment("web", replicas);
    }

    private void deployment(String name, int replicas) {
        cluster.apply("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: %s}
            spec:
              replicas: %d
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: pause, resources: {requests: {cpu: 500m, memory: 128Mi}}}]}
            """.formatted(name, replicas));
    }
}
