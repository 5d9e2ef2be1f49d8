package sh.karpenter.local.kubernetes.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.runtime.ObjectCache;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

final class SchedulingCycleTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonMapper JSON = new JsonMapper();

    private final ClusterPicture picture = new ClusterPicture(new VolumePicture(new ObjectCache()));
    private final SchedulingCycle cycle = new SchedulingCycle(picture, new SplittableRandom(1));
    private int pods;

    private static ObjectNode yaml(String text) {
        return (ObjectNode) JSON.readTree(JSON.writeValueAsString(YAML.readTree(text)));
    }

    private void node(String name, String zone, String rest) {
        picture.putNode(yaml("""
            metadata: {name: %s, labels: {topology.kubernetes.io/zone: %s, kubernetes.io/hostname: %s}}
            spec: %s
            status: {allocatable: {cpu: "4", memory: 8Gi, pods: "10"}}
            """.formatted(name, zone, name, rest)));
    }

    private PodFacts pod(String labels, String spec) {
        String name = "p" + pods++;
        return PodFacts.of(yaml("""
            metadata: {name: %s, namespace: default, uid: %s, labels: %s}
            spec: %s
            """.formatted(name, name, labels, spec)));
    }

    private static String cpu(String amount) {
        return "{containers: [{name: c, resources: {requests: {cpu: \"" + amount + "\"}}}]}";
    }

    private void bound(String node, String labels, String spec) {
        picture.putPod(pod(labels, spec).on(node));
    }

    private String outcome(PodFacts pod) {
        return switch (cycle.schedule(pod)) {
            case SchedulingCycle.Outcome.Placed(String node) -> node;
            case SchedulingCycle.Outcome.Unplaced(SchedulingFailure failure) -> failure.message("");
        };
    }

    @Test
    void countsReasonsAndSortsThem() {
        node("a", "x", "{taints: [{key: team, value: blue, effect: NoSchedule}]}");
        node("b", "x", "{unschedulable: true}");
        node("c", "x", "{}");
        node("d", "x", "{}");
        bound("c", "{}", cpu("3"));
        bound("d", "{}", cpu("3"));
        assertThat(outcome(pod("{}", cpu("2"))))
                .isEqualTo("0/4 nodes are available: 1 node(s) had untolerated taint {team: blue},"
                        + " 1 node(s) were unschedulable, 2 Insufficient cpu.");
    }

    @Test
    void namesEveryShortResource() {
        node("a", "x", "{}");
        assertThat(outcome(pod(
                        "{}",
                        "{containers: [{name: c, resources: {requests: {cpu: 5, memory: 9Gi, nvidia.com/gpu: 1}}}]}")))
                .isEqualTo("0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory,"
                        + " 1 Insufficient nvidia.com/gpu.");
    }

    @Test
    void tellsWhetherRemovingPodsCouldHelp() {
        node("a", "x", "{}");
        bound("a", "{}", cpu("3"));
        SchedulingCycle.Outcome full = cycle.schedule(pod("{}", cpu("2")));
        SchedulingCycle.Outcome hopeless = cycle.schedule(pod("{}", cpu("5")));
        assertThat(((SchedulingCycle.Outcome.Unplaced) full).failure().withoutVictims())
                .isEqualTo("0/1 nodes are available: 1 No preemption victims found for incoming pod.");
        assertThat(((SchedulingCycle.Outcome.Unplaced) hopeless).failure().withoutVictims())
                .isEqualTo("0/1 nodes are available: 1 Preemption is not helpful for scheduling.");
    }

    @Test
    void limitsTheNumberOfPods() {
        node("a", "x", "{}");
        for (int i = 0; i < 10; i++) {
            bound("a", "{}", "{}");
        }
        assertThat(outcome(pod("{}", "{}"))).isEqualTo("0/1 nodes are available: 1 Too many pods.");
    }

    @Test
    void countsSidecarsAndInitContainersAsTheyRun() {
        ObjectNode spec = yaml("""
            containers: [{name: main, resources: {requests: {cpu: "1"}}}]
            initContainers:
            - {name: sidecar, restartPolicy: Always, resources: {requests: {cpu: 500m}}}
            - {name: prepare, resources: {requests: {cpu: "2"}}}
            overhead: {cpu: 100m}
            """);
        assertThat(PodRequests.exact(spec).milliCpu()).isEqualTo(2600);
    }

    @Test
    void prefersTheEmptierNode() {
        node("a", "x", "{}");
        node("b", "x", "{}");
        bound("a", "{}", cpu("1"));
        assertThat(outcome(pod("{}", cpu("1")))).isEqualTo("b");
    }

    @Test
    void spreadsOverZonesWithinTheSkew() {
        node("a", "x", "{}");
        node("b", "y", "{}");
        String spread = """
            {topologySpreadConstraints: [{topologyKey: topology.kubernetes.io/zone, maxSkew: 1,
            whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]}\
            """;
        bound("a", "{app: web}", "{}");
        assertThat(outcome(pod("{app: web}", spread))).isEqualTo("b");
        node("b", "y", "{unschedulable: true}");
        assertThat(outcome(pod("{app: web}", spread)))
                .isEqualTo("0/2 nodes are available:"
                        + " 1 node(s) didn't match pod topology spread constraints, 1 node(s) were unschedulable.");
        assertThat(outcome(pod("{app: other}", spread))).isEqualTo("a");
    }

    @Test
    void aNodeWithoutTheKeyDoesNotTakeSpreadPods() {
        picture.putNode(yaml("""
            metadata: {name: a}
            status: {allocatable: {cpu: "4", memory: 8Gi, pods: "10"}}
            """));
        assertThat(outcome(pod("{app: web}", """
            {topologySpreadConstraints: [{topologyKey: zone, maxSkew: 1,
            whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]}\
            """)))
                .isEqualTo("0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints"
                        + " (missing required label).");
    }

    private static String affinity(String kind, String app) {
        return "{affinity: {" + kind + ": {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey:"
                + " topology.kubernetes.io/zone, labelSelector: {matchLabels: {app: " + app + "}}}]}}}";
    }

    @Test
    void keepsPodsApartBothWays() {
        node("a", "x", "{}");
        node("b", "y", "{}");
        bound("a", "{app: web}", affinity("podAntiAffinity", "db"));
        assertThat(outcome(pod("{app: db}", "{}"))).isEqualTo("b");
        assertThat(outcome(pod("{app: other}", affinity("podAntiAffinity", "web"))))
                .isEqualTo("b");
        bound("b", "{app: web}", affinity("podAntiAffinity", "db"));
        assertThat(outcome(pod("{app: db}", "{}")))
                .isEqualTo("0/2 nodes are available:" + " 2 node(s) didn't satisfy existing pods anti-affinity rules.");
    }

    @Test
    void putsPodsTogetherAndLetsTheFirstBegin() {
        node("a", "x", "{}");
        node("b", "y", "{}");
        assertThat(outcome(pod("{app: web}", affinity("podAffinity", "db"))))
                .isEqualTo("0/2 nodes are available: 2 node(s) didn't match pod affinity rules.");
        PodFacts first = pod("{app: db}", affinity("podAffinity", "db"));
        assertThat(outcome(first)).isIn("a", "b");
        picture.putPod(first.on("b"));
        assertThat(outcome(pod("{app: web}", affinity("podAffinity", "db")))).isEqualTo("b");
        assertThat(outcome(pod("{app: db}", affinity("podAffinity", "db")))).isEqualTo("b");
    }

    @Test
    void hostPortsCollide() {
        node("a", "x", "{}");
        String port = "{containers: [{name: c, ports: [{hostPort: 80, containerPort: 80}]}]}";
        bound("a", "{}", port);
        assertThat(outcome(pod("{}", port)))
                .isEqualTo(
                        "0/1 nodes are available:" + " 1 node(s) didn't have free ports for the requested pod ports.");
    }

    @Test
    void remembersAHopelessShapeUntilRoomIsMade() {
        node("a", "x", "{}");
        bound("a", "{}", cpu("3"));
        PodFacts pod = pod("{}", cpu("2"));
        assertThat(outcome(pod)).startsWith("0/1 nodes");
        picture.removePod(new ObjectKey(Kinds.PODS, "default", "p0"));
        assertThat(outcome(pod)).isEqualTo("a");
    }

    @Test
    void asksEnoughNodesOfALargeCluster() {
        assertThat(SchedulingCycle.enough(99)).isEqualTo(99);
        assertThat(SchedulingCycle.enough(200)).isEqualTo(100);
        assertThat(SchedulingCycle.enough(2000)).isEqualTo(680);
        assertThat(SchedulingCycle.enough(10000)).isEqualTo(500);
    }

    @Test
    void scoresFreeShareAndBalance() {
        Amounts node = Amounts.of(Map.of("cpu", 4000L, "memory", 8000L));
        Amounts used = Amounts.of(Map.of("cpu", 1000L, "memory", 4000L));
        assertThat(Scores.leastAllocated(node, used)).isEqualTo(62);
        assertThat(Scores.balanced(node, used)).isEqualTo(87);
    }
}
