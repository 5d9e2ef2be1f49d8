package sh.karpenter.testing.scenarios.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sh.karpenter.local.aws.LocalAws;
import sh.karpenter.local.aws.eks.Cluster;
import sh.karpenter.local.kubernetes.http.RoleAuthorization;

/// The manifests of `deploy`, applied by kubectl to a cluster that grants nobody more than roles say, and two
/// controllers with what their pods would get.
final class DeployedControllerTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /// Rights for what is not played here: default spread constraints read what selects pods, pods are deleted when
    /// the time of a drain is over, claims when a machine is not wanted any more, events are counted up when they
    /// come again.
    private static final List<String> NOT_NEEDED_HERE = List.of(
            "delete nodeclaims.karpenter.sh",
            "delete pods",
            "patch events",
            "read replicasets.apps",
            "read replicationcontrollers",
            "read statefulsets.apps");

    private static final List<String> READING = List.of("get", "list", "watch");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whenTheLeaderDiesTheOtherOneGoesOnAndNothingIsLaunchedTwice() throws IOException, InterruptedException {
        try (var cluster = GuardedCluster.start(folder)) {
            cluster.define();
            cluster.install("kwok");
            cluster.apply("workload.yaml");
            Map<String, String> settings = settings(cluster);
            try (var first = PodProcess.start(cluster, folder, "first", settings);
                    var second = PodProcess.start(cluster, folder, "second", settings)) {
                List<PodProcess> both = List.of(first, second);
                scale(cluster, 1);
                awaitPods(cluster, 1, both);
                String leader = holder(cluster);
                PodProcess leading = launched(first) ? first : second;
                PodProcess waiting = leading == first ? second : first;
                assertThat(launched(waiting))
                        .as("the one that waits launches nothing")
                        .isFalse();

                // It dies with a launch under way: the claim is there, its node may be or not.
                scale(cluster, 3);
                await("a claim more").atMost(LIMIT).until(() -> claims(cluster).size() > 1);
                leading.kill();
                awaitPods(cluster, 3, both);

                // The dead one may have launched all three: the lease then changes hands after the pods are bound.
                await("the other one leads")
                        .atMost(LIMIT)
                        .untilAsserted(
                                () -> assertThat(holder(cluster)).isNotEmpty().isNotEqualTo(leader));
                assertThat(machines(cluster)).hasSize(3).doesNotHaveDuplicates();
                assertThat(claimed(cluster)).containsExactlyInAnyOrderElementsOf(machines(cluster));
                assertThat(waiting.alive()).isTrue();

                // A machine that goes again: its pod is evicted, its node drained and deleted.
                cluster.kubectl(
                        "delete",
                        "nodeclaim",
                        claims(cluster).getFirst().getMetadata().getName());
                awaitPods(cluster, 3, both);
                assertThat(refusals(both)).isEmpty();
                await("every other right is asked for")
                        .atMost(LIMIT)
                        .untilAsserted(() -> assertThat(NOT_NEEDED_HERE)
                                .containsAll(unused(cluster, "karpenter", "karpenter-core")));
            }
        }
    }

    @Test
    void onAwsTheControllerGetsAlongWithItsRightsForNodeClasses() throws IOException, InterruptedException {
        try (var cluster = GuardedCluster.start(folder);
                var aws = LocalAws.builder()
                        .region("us-west-2")
                        .cluster(new Cluster(
                                "eks-workshop", cluster.address().toString(), "bG9jYWw=", "10.96.0.0/16", "1.34"))
                        .nodeRole("KarpenterNodeRole-eks-workshop")
                        .port(0)
                        .start()) {
            cluster.define();
            cluster.install("aws");
            cluster.apply("node-class.yaml");
            var settings = settings(cluster);
            settings.put("CLUSTER_NAME", "eks-workshop");
            settings.put("AWS_ENDPOINT_URL", aws.endpoint().toString());
            settings.put("AWS_REGION", "us-west-2");
            settings.put("AWS_ACCESS_KEY_ID", "local");
            settings.put("AWS_SECRET_ACCESS_KEY", "local");
            try (var controller = PodProcess.start(cluster, folder, "aws", settings)) {
                cluster.kubectl("wait", "--for", "condition=ready", "--timeout=90s", "ec2nodeclass/default");
                cluster.kubectl("delete", "ec2nodeclass", "default", "--timeout=60s");
                assertThat(refusals(List.of(controller))).isEmpty();
                // The lease, for one, is renewed some seconds after it was taken.
                await("every right is asked for")
                        .atMost(LIMIT)
                        .untilAsserted(
                                () -> assertThat(unused(cluster, "karpenter")).isEmpty());
            }
        }
    }

    /// What cluster roles and the role of the lease grant, and nobody asked for so far.
    private static List<String> unused(GuardedCluster cluster, String... clusterRoles) throws IOException {
        var unused = new TreeSet<>(inWords(rights(cluster, clusterRoles)));
        unused.removeAll(inWords(cluster.granted()));
        return List.copyOf(unused);
    }

    private static List<RoleAuthorization.Access> rights(GuardedCluster cluster, String... clusterRoles) {
        var rules = new ArrayList<PolicyRule>();
        for (String name : clusterRoles) {
            rules.addAll(
                    cluster.client().rbac().clusterRoles().withName(name).get().getRules());
        }
        for (String name : List.of("karpenter", "karpenter-dns")) {
            rules.addAll(cluster.client()
                    .rbac()
                    .roles()
                    .inNamespace("kube-system")
                    .withName(name)
                    .get()
                    .getRules());
        }
        var rights = new ArrayList<RoleAuthorization.Access>();
        for (PolicyRule rule : rules) {
            for (String resource : rule.getResources()) {
                for (String verb : rule.getVerbs()) {
                    rights.add(new RoleAuthorization.Access(rule.getApiGroups().getFirst(), resource, verb));
                }
            }
        }
        return rights;
    }

    /// Who may list objects has read them: getting and watching them tells no more.
    private static List<String> inWords(Collection<RoleAuthorization.Access> rights) {
        return rights.stream()
                .map(right -> READING.contains(right.verb())
                        ? new RoleAuthorization.Access(right.group(), right.resource(), "read")
                        : right)
                .map(right ->
                        right.verb() + " " + right.resource() + (right.group().isEmpty() ? "" : "." + right.group()))
                .toList();
    }

    /// The settings in the pods' environment.
    private static SortedMap<String, String> settings(GuardedCluster cluster) {
        var settings = cluster.client().configMaps().inNamespace("kube-system").list().getItems().stream()
                .filter(map -> map.getMetadata().getName().startsWith("karpenter-settings-"))
                .findFirst()
                .orElseThrow()
                .getData();
        var all = new TreeMap<>(settings);
        all.put("LEADER_ELECTION_NAMESPACE", "kube-system");
        return all;
    }

    private static void scale(GuardedCluster cluster, int replicas) throws IOException, InterruptedException {
        cluster.kubectl("scale", "deployment/web", "--replicas", Integer.toString(replicas));
    }

    private static void awaitPods(GuardedCluster cluster, int count, List<PodProcess> processes) throws IOException {
        try {
            await(count + " running pods").atMost(LIMIT).until(() -> running(cluster) == count);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(late.getMessage() + "\n" + refusals(processes), late);
        }
    }

    private static long running(GuardedCluster cluster) {
        return cluster.client().pods().inNamespace("default").withLabel("app", "web").list().getItems().stream()
                .filter(DeployedControllerTest::runs)
                .count();
    }

    private static boolean runs(Pod pod) {
        return pod.getSpec().getNodeName() != null && pod.getStatus().getPhase().equals("Running");
    }

    private static List<GenericKubernetesResource> claims(GuardedCluster cluster) {
        return cluster.client()
                .genericKubernetesResources("karpenter.sh/v1", "NodeClaim")
                .list()
                .getItems();
    }

    private static List<String> claimed(GuardedCluster cluster) {
        return claims(cluster).stream()
                .map(claim -> (String) claim.get("status", "providerID"))
                .toList();
    }

    private static List<String> machines(GuardedCluster cluster) {
        return cluster.client().nodes().list().getItems().stream()
                .map(Node::getSpec)
                .map(spec -> spec.getProviderID() == null ? "" : spec.getProviderID())
                .filter(id -> id.startsWith("kwok://"))
                .toList();
    }

    private static String holder(GuardedCluster cluster) {
        Lease lease = cluster.client()
                .leases()
                .inNamespace("kube-system")
                .withName("karpenter-leader-election")
                .get();
        return lease.getSpec().getHolderIdentity();
    }

    private static boolean launched(PodProcess process) throws IOException {
        return process.log().stream().anyMatch(line -> line.contains("\"launched nodeclaim\""));
    }

    /// What the processes log about rights that they lack.
    private static List<String> refusals(List<PodProcess> processes) throws IOException {
        var refusals = new ArrayList<String>();
        for (PodProcess process : processes) {
            process.log().stream().filter(line -> line.contains("forbidden")).forEach(refusals::add);
        }
        return refusals;
    }
}
