package sh.karpenter.core.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.workload.Pod;

/// Builds a machine of ours with node and claim: `machine("n1", type).spot().runs(pod)`. Unless said otherwise
/// it is on demand, in zone `a`, of pool `default`, a day old, ready for work, and has been quiet.
public final class MachineBuilder {
    private final String name;
    private final InstanceType type;
    private final TreeMap<String, String> labels = new TreeMap<>();
    private final TreeMap<String, String> annotations = new TreeMap<>();
    private final TreeMap<String, Condition> conditions = new TreeMap<>();
    private final List<Pod> pods = new ArrayList<>();
    private final List<Taint> taints = new ArrayList<>();
    private final TreeMap<String, OptionalInt> csiLimits = new TreeMap<>();
    private final List<Taint> startupTaints = new ArrayList<>();
    private final List<Taint> claimTaints = new ArrayList<>();
    private final Instant created = Given.NOW.minus(Duration.ofDays(1));
    private boolean hasNode = true;
    private boolean hasClaim = true;
    private boolean ready = true;
    private boolean leaving;
    private @Nullable Instant nominatedUntil;
    private @Nullable Instant lastPodEvent;
    private @Nullable Instant deletion;
    private @Nullable Duration expireAfter;
    private @Nullable Duration gracePeriod;

    private MachineBuilder(String name, InstanceType type) {
        this.name = name;
        this.type = type;
        labels.put(LabelKeys.HOSTNAME, name);
        labels.put(LabelKeys.NODE_POOL, "default");
        labels.put(LabelKeys.INSTANCE_TYPE, type.name());
        labels.put(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND);
        labels.put(LabelKeys.ZONE, "a");
        labels.put(LabelKeys.ARCH, "amd64");
        labels.put(LabelKeys.OS, "linux");
        labels.put(LabelKeys.REGISTERED, "true");
        labels.put(LabelKeys.INITIALIZED, "true");
        for (String condition : List.of("Launched", "Registered", "Initialized", "Consolidatable")) {
            is(condition, created);
        }
    }

    /// A machine of that name and instance type.
    public static MachineBuilder machine(String name, InstanceType type) {
        return new MachineBuilder(name, type);
    }

    /// Is of that pool.
    public MachineBuilder pool(String value) {
        return label(LabelKeys.NODE_POOL, value);
    }

    /// Is a spot machine.
    public MachineBuilder spot() {
        return label(LabelKeys.CAPACITY_TYPE, LabelKeys.SPOT);
    }

    /// Stands in that zone.
    public MachineBuilder zone(String value) {
        return label(LabelKeys.ZONE, value);
    }

    /// Carries a label.
    public MachineBuilder label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    /// Does not carry a label.
    public MachineBuilder without(String key) {
        labels.remove(key);
        return this;
    }

    /// Carries an annotation.
    public MachineBuilder annotation(String key, String value) {
        annotations.put(key, value);
        return this;
    }

    /// Runs pods.
    public MachineBuilder runs(Pod... values) {
        pods.addAll(List.of(values));
        return this;
    }

    /// Its claim's condition is True since then.
    public MachineBuilder is(String condition, Instant since) {
        conditions.put(condition, new Condition(condition, "True", condition, "", since, 1));
        return this;
    }

    /// Its claim's condition is True for a while.
    public MachineBuilder is(String condition) {
        return is(condition, created);
    }

    /// Its claim lacks the condition.
    public MachineBuilder isNot(String condition) {
        conditions.remove(condition);
        return this;
    }

    /// Pods came or went at that moment, and it is not consolidatable yet.
    public MachineBuilder busySince(Instant moment) {
        lastPodEvent = moment;
        return isNot("Consolidatable");
    }

    /// Has not been seen ready for work.
    public MachineBuilder uninitialized() {
        return without(LabelKeys.INITIALIZED).isNot("Initialized");
    }

    /// Has joined but not as ours yet.
    public MachineBuilder unregistered() {
        return uninitialized().without(LabelKeys.REGISTERED).isNot("Registered");
    }

    /// Has not joined.
    public MachineBuilder withoutNode() {
        hasNode = false;
        return unregistered();
    }

    /// Is not ours.
    public MachineBuilder withoutClaim() {
        hasClaim = false;
        return this;
    }

    /// The node carries a taint.
    public MachineBuilder taint(Taint taint) {
        taints.add(taint);
        return this;
    }

    /// Its CSINode lists a driver.
    ///
    /// @param limit how many volumes it attaches, empty when the CSINode does not say
    public MachineBuilder csi(String driver, OptionalInt limit) {
        csiLimits.put(driver, limit);
        return this;
    }

    /// The claim gives a taint for good.
    public MachineBuilder claimTaint(Taint taint) {
        claimTaints.add(taint);
        return this;
    }

    /// The claim gives a taint for the time of the start; whether the node still carries it is another matter.
    public MachineBuilder startupTaint(Taint taint) {
        startupTaints.add(taint);
        return this;
    }

    /// Is not ready.
    public MachineBuilder notReady() {
        ready = false;
        return this;
    }

    /// Is going away.
    public MachineBuilder leaving() {
        leaving = true;
        return this;
    }

    /// Is going away, and its claim's deletion has started.
    public MachineBuilder deleting() {
        deletion = Given.NOW;
        return leaving();
    }

    /// Is kept for pods until then.
    public MachineBuilder nominatedUntil(Instant moment) {
        nominatedUntil = moment;
        return this;
    }

    /// Expires at that age; it is a day old.
    public MachineBuilder expireAfter(Duration value) {
        expireAfter = value;
        return this;
    }

    /// Bounds its drain.
    public MachineBuilder gracePeriod(Duration value) {
        gracePeriod = value;
        return this;
    }

    /// The machine.
    public ClusterNode build() {
        return new ClusterNode(hasNode ? node() : null, hasClaim ? claim() : null, pods, leaving, nominatedUntil);
    }

    private Node node() {
        var status = new TreeMap<String, Condition>();
        status.put("Ready", new Condition("Ready", ready ? "True" : "False", "", "", created, 0));
        return new Node(
                name,
                "uid-" + name,
                created,
                null,
                "test://" + name,
                labels,
                annotations,
                taints,
                type.capacity(),
                type.allocatable(),
                status,
                csiLimits);
    }

    private NodeClaim claim() {
        return new NodeClaim(
                name,
                "uid-claim-" + name,
                created,
                deletion,
                labels,
                annotations,
                new NodeClaim.Spec(
                        List.of(),
                        Resources.none(),
                        claimTaints,
                        startupTaints,
                        PoolBuilder.NODE_CLASS,
                        expireAfter,
                        gracePeriod),
                new NodeClaim.Status(
                        "test://" + name,
                        hasNode ? name : "",
                        "",
                        type.capacity(),
                        type.allocatable(),
                        conditions,
                        lastPodEvent));
    }
}
