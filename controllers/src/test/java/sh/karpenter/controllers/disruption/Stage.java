package sh.karpenter.controllers.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.api.Budget;
import sh.karpenter.kube.api.Disruption;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.NodePoolSpec;
import sh.karpenter.kube.api.NodePoolStatus;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.mapping.MappedPod;
import sh.karpenter.kube.mapping.PodMapping;
import sh.karpenter.kube.mapping.ResourcesMapping;
import sh.karpenter.kube.mapping.WireJson;
import sh.karpenter.testing.testkit.cloud.FakeInstanceTypes;
import sh.karpenter.testing.testkit.kube.Crash;
import sh.karpenter.testing.testkit.kube.FakeWrite;
import sh.karpenter.testing.testkit.kube.Specimens;

/// A cluster in memory in which machines join, pods are bound and evicted pods come back by themselves, and a
/// controller process that can die and start again. Time moves a second per round.
///
/// There are two types: `small` (2 CPUs) and `large` (4 CPUs, twice the price). Every pod asks for one CPU.
final class Stage {
    final World world = new World();

    /// Names of the workload's pods; a missing one is made anew by its owner.
    private final TreeSet<String> wanted = new TreeSet<>();

    private final List<Runnable> everyRound = new ArrayList<>();
    private final DisruptionOptions.Mode mode;
    private ControllerOnStage process;
    private int pods;
    boolean machinesJoin = true;

    Stage() {
        this(DisruptionOptions.Mode.DEFAULT);
    }

    Stage(DisruptionOptions.Mode mode) {
        this.mode = mode;
        world.cloud.offering(List.of(type("small", "2", "4Gi", 0.1), type("large", "4", "8Gi", 0.2)));
        process = new ControllerOnStage(world, mode);
    }

    private static InstanceType type(String name, String cpu, String memory, double price) {
        return FakeInstanceTypes.instanceType(
                name,
                FakeInstanceTypes.resources("cpu", cpu, "memory", memory, "pods", "10"),
                "amd64",
                List.of("linux"),
                List.of(
                        FakeInstanceTypes.offering("test-zone-1", LabelKeys.CAPACITY_TYPE_ON_DEMAND, price),
                        FakeInstanceTypes.offering("test-zone-2", LabelKeys.CAPACITY_TYPE_ON_DEMAND, price)));
    }

    /// The pool `default` that consolidates at once, within that budget.
    Stage pool(String budget) {
        return pool(new Disruption("0s", "WhenEmptyOrUnderutilized", List.of(new Budget(null, budget, null, null))));
    }

    /// The pool `default` with that disruption.
    Stage pool(Disruption disruption) {
        NodePool pool = Specimens.pool("default");
        NodePoolSpec spec = pool.getSpec();
        pool.setSpec(new NodePoolSpec(spec.template(), disruption, spec.limits(), spec.weight(), spec.replicas()));
        var conditions = Stream.of("ValidationSucceeded", "NodeClassReady", "Ready")
                .map(type -> new Condition(type, ConditionStatus.TRUE, type, "", Instant.EPOCH, 1L))
                .toList();
        pool.setStatus(new NodePoolStatus(null, null, null, conditions));
        world.stores.nodePools().put(pool);
        return this;
    }

    /// As many pods more, and the machines for them.
    Stage started(int count) {
        for (int i = 0; i < count; i++) {
            wanted.add("web-" + ++pods);
        }
        until(this::settled);
        return this;
    }

    /// The owner gives up that many of the pods of a node.
    void remove(String node, int count) {
        world.stores.pods().onNode(node).stream().limit(count).forEach(pod -> {
            wanted.remove(pod.name());
            world.stores.pods().vanish(pod);
        });
    }

    /// Runs after every round.
    void always(Runnable check) {
        everyRound.add(check);
    }

    /// Rounds until something is so.
    void until(BooleanSupplier reached) {
        until(null, reached);
    }

    /// Rounds until something is so, with a death at a write; the next process starts in the round after.
    void until(@Nullable Crash crash, BooleanSupplier reached) {
        if (crash != null) {
            world.stores.onWrite(crash);
        }
        for (int i = 0; i < 400 && !reached.getAsBoolean(); i++) {
            round();
            if (crash != null && crash.happened()) {
                world.stores.onWriteNothing();
                restart();
                crash = null;
            }
        }
        world.stores.onWriteNothing();
        assertThat(reached.getAsBoolean())
                .as("reached after 400 rounds; nodes %s, events %s", inWords(), told())
                .isTrue();
    }

    /// What the controller says of its nodes.
    Explanations explanations() {
        return process.explanations;
    }

    /// A process ends and another takes over.
    void restart() {
        process = new ControllerOnStage(world, mode);
    }

    void rounds(int count) {
        for (int i = 0; i < count; i++) {
            round();
        }
    }

    private void round() {
        try {
            process.round();
        } catch (Crash.Died _) {
            // The rest of the round does not happen.
        }
        outside();
        everyRound.forEach(Runnable::run);
        world.clock.advance(Duration.ofSeconds(1));
    }

    /// What others do: the cloud, kubelets, the scheduler, the workload's owner.
    private void outside() {
        for (Instance machine : world.cloud.machines()) {
            boolean joined =
                    !world.stores.nodes().byProviderId(machine.providerId()).isEmpty();
            if (!joined && machinesJoin) {
                world.stores.nodes().put(node(machine));
            }
        }
        for (Node node : world.stores.nodes().list()) {
            boolean machineGone = world.cloud.machines().stream()
                    .noneMatch(machine -> machine.providerId().equals(NodeFacts.providerId(node)));
            if (machineGone && node.getMetadata().getFinalizers().isEmpty()) {
                world.stores.nodes().vanish(NodeFacts.name(node));
            }
        }
        for (String name : wanted) {
            Pod pod = find(name);
            if (pod == null || !pod.scheduled()) {
                world.stores
                        .pods()
                        .put(pod(name, nodeWithRoom(), pod == null ? name + "-" + world.clock.millis() : pod.uid()));
            }
        }
    }

    private @Nullable Pod find(String name) {
        return world.stores.pods().list().stream()
                .filter(pod -> pod.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private @Nullable String nodeWithRoom() {
        for (Node node : world.stores.nodes().list()) {
            boolean open = node.getSpec().getTaints().isEmpty()
                    && NodeFacts.label(node, LabelKeys.INITIALIZED).equals("true");
            long cpus = NodeFacts.allocatable(node).get("cpu") / Resources.CORE;
            if (open && world.stores.pods().onNode(NodeFacts.name(node)).size() < cpus) {
                return NodeFacts.name(node);
            }
        }
        return null;
    }

    private static Pod pod(String name, @Nullable String node, String uid) {
        String status = node == null
                ? "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable}]}"
                : "{phase: Running, conditions: [{type: Ready, status: 'True'}]}";
        var object = WireJson.read(
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: default
                  uid: %s
                  labels: {app: web}
                  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: u, controller: true}]
                spec: {nodeName: %s, containers: [{name: main, resources: {requests: {cpu: "1"}}}]}
                status: %s
                """.formatted(name, uid, node == null ? "" : node, status), io.fabric8.kubernetes.api.model.Pod.class);
        return ((MappedPod.Mapped) new PodMapping().map(object)).pod();
    }

    private static Node node(Instance machine) {
        String name = "node-of-" + machine.claimName();
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Map.of(LabelKeys.HOSTNAME, name))
                .endMetadata()
                .withNewSpec()
                .withProviderID(machine.providerId())
                .addNewTaint()
                .withKey("karpenter.sh/unregistered")
                .withEffect("NoExecute")
                .endTaint()
                .endSpec()
                .withNewStatus()
                .withCapacity(ResourcesMapping.toWire(machine.capacity()))
                .withAllocatable(ResourcesMapping.toWire(machine.allocatable()))
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }

    /// Whether every pod runs, and claims, machines and nodes are one to one, none on its way in or out.
    boolean settled() {
        List<NodeClaim> claims = world.stores.nodeClaims().list();
        return wanted.stream().map(this::find).allMatch(pod -> pod != null && pod.scheduled())
                && claims.size() == world.cloud.machines().size()
                && claims.size() == world.stores.nodes().list().size()
                && claims.stream().allMatch(claim -> has(claim, "Initialized") && !has(claim, "DisruptionReason"))
                && world.stores.nodes().list().stream()
                        .allMatch(node -> node.getSpec().getTaints().isEmpty() && NodeFacts.deletion(node) == null);
    }

    static boolean has(NodeClaim claim, String condition) {
        var conditions = claim.statusOrEmpty().conditions();
        return conditions != null
                && conditions.stream()
                        .anyMatch(one -> one.type().equals(condition) && one.status() == ConditionStatus.TRUE);
    }

    /// The types of the machines there are.
    List<String> types() {
        return world.stores.nodes().list().stream()
                .map(node -> NodeFacts.label(node, LabelKeys.INSTANCE_TYPE))
                .sorted()
                .toList();
    }

    List<String> nodes() {
        return world.stores.nodes().list().stream().map(NodeFacts::name).toList();
    }

    /// Names of the nodes that carry the taint of disruption.
    List<String> marked() {
        return world.stores.nodes().list().stream()
                .filter(NodeMarker::isTainted)
                .map(NodeFacts::name)
                .toList();
    }

    /// Nodes that are on their way out.
    long leaving() {
        return world.stores.nodeClaims().list().stream()
                .filter(claim -> claim.getMetadata().getDeletionTimestamp() != null)
                .count();
    }

    /// Writes so far of one kind.
    long writes(FakeWrite.Verb verb, String kind) {
        return world.stores.writes().stream()
                .filter(write -> write.verb() == verb && write.kind().equals(kind))
                .count();
    }

    private String inWords() {
        var text = new StringBuilder();
        for (Node node : world.stores.nodes().list()) {
            text.append('\n')
                    .append(NodeFacts.name(node))
                    .append(' ')
                    .append(NodeFacts.label(node, LabelKeys.INSTANCE_TYPE))
                    .append(" taints ")
                    .append(node.getSpec().getTaints().stream()
                            .map(taint -> taint.getKey())
                            .toList())
                    .append(" pods ")
                    .append(world.stores.pods().onNode(NodeFacts.name(node)).stream()
                            .map(Pod::name)
                            .toList());
        }
        world.stores
                .nodeClaims()
                .list()
                .forEach(claim -> text.append('\n')
                        .append(claim.getMetadata().getName())
                        .append(" deleting ")
                        .append(claim.getMetadata().getDeletionTimestamp())
                        .append(' ')
                        .append(Stage.conditions(claim)));
        return text.toString();
    }

    private static List<String> conditions(NodeClaim claim) {
        var conditions = claim.statusOrEmpty().conditions();
        return conditions == null
                ? List.of()
                : conditions.stream()
                        .map(one -> one.type() + "=" + one.status().text())
                        .toList();
    }

    /// What events said, each text once.
    SequencedSet<String> told() {
        var texts = new LinkedHashSet<String>();
        world.events.forEach(event -> texts.add(event.reason() + ": " + event.message()));
        return texts;
    }
}
