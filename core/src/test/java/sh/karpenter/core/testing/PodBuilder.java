package sh.karpenter.core.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.model.taint.Toleration;
import sh.karpenter.core.model.workload.HostPort;
import sh.karpenter.core.model.workload.NodeSelectorTerm;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodAffinityTerm;
import sh.karpenter.core.model.workload.PodOwner;
import sh.karpenter.core.model.workload.PodPhase;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.model.workload.PreferredNodeTerm;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.core.model.workload.VolumeSource;
import sh.karpenter.core.model.workload.WeightedPodAffinityTerm;

/// Builds a pod: `pod("web").cpu("500m").spread(ZONE, 1).build()`. A pod carries the label `app` with its name,
/// asks for nothing but one pod slot, and is pending. Names and uids are fixed, so that tests repeat.
public final class PodBuilder {
    /// When the first pod of a test was created.
    public static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private final String name;
    private String namespace = "default";
    private Instant created = CREATED;
    private String nodeName = "";
    private String nominated = "";
    private PodPhase phase = PodPhase.PENDING;
    private final TreeMap<String, String> labels = new TreeMap<>();
    private final TreeMap<String, Long> requests = new TreeMap<>();
    private final TreeMap<String, String> nodeSelector = new TreeMap<>();
    private final List<NodeSelectorTerm> requiredNodeTerms = new ArrayList<>();
    private final List<PreferredNodeTerm> preferredNodeTerms = new ArrayList<>();
    private final List<Toleration> tolerations = new ArrayList<>();
    private final List<TopologySpread> spread = new ArrayList<>();
    private final List<PodAffinityTerm> affinity = new ArrayList<>();
    private final List<WeightedPodAffinityTerm> preferredAffinity = new ArrayList<>();
    private final List<PodAffinityTerm> antiAffinity = new ArrayList<>();
    private final List<WeightedPodAffinityTerm> preferredAntiAffinity = new ArrayList<>();
    private final List<HostPort> hostPorts = new ArrayList<>();
    private final List<VolumeSource> volumes = new ArrayList<>();
    private final List<PodOwner> owners = new ArrayList<>();
    private final TreeMap<String, String> annotations = new TreeMap<>();
    private int priority;
    private @Nullable Instant deletion;
    private @Nullable Instant started;
    private @Nullable Boolean ready;
    private boolean dynamicResources;

    private PodBuilder(String name) {
        this.name = name;
        labels.put("app", name);
        requests.put(ResourceNames.PODS, 1L);
    }

    /// A pod of that name.
    public static PodBuilder pod(String name) {
        return new PodBuilder(name);
    }

    /// Equal pods, named `name-0`, `name-1` and so on, each a second younger than the one before; all with label
    /// `app` = name.
    public static List<Pod> pods(int count, PodBuilder like) {
        var result = new ArrayList<Pod>(count);
        PodShape shape = like.shape();
        for (int i = 0; i < count; i++) {
            result.add(like.build(like.name + "-" + i, like.created.plusSeconds(i), shape));
        }
        return result;
    }

    /// In another namespace than `default`.
    public PodBuilder namespace(String value) {
        namespace = value;
        return this;
    }

    /// Asks for CPU.
    public PodBuilder cpu(String quantity) {
        return request(ResourceNames.CPU, quantity);
    }

    /// Asks for memory.
    public PodBuilder memory(String quantity) {
        return request(ResourceNames.MEMORY, quantity);
    }

    /// Asks for any resource.
    public PodBuilder request(String resource, String quantity) {
        requests.put(resource, Quantity.parse(resource, quantity));
        return this;
    }

    /// Carries a label.
    public PodBuilder label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    /// Wants a node with that label.
    public PodBuilder nodeSelector(String key, String value) {
        nodeSelector.put(key, value);
        return this;
    }

    /// Adds an alternative of required node affinity.
    public PodBuilder requires(LabelExpression... expressions) {
        requiredNodeTerms.add(new NodeSelectorTerm(List.of(expressions), List.of()));
        return this;
    }

    /// Adds an alternative of required node affinity of one expression.
    public PodBuilder requires(String key, Operator operator, String... values) {
        return requires(LabelExpression.of(key, operator, values));
    }

    /// Adds a preferred node affinity of one expression.
    public PodBuilder prefers(int weight, String key, Operator operator, String... values) {
        preferredNodeTerms.add(new PreferredNodeTerm(
                weight, new NodeSelectorTerm(List.of(LabelExpression.of(key, operator, values)), List.of())));
        return this;
    }

    /// Tolerates a taint of any effect.
    public PodBuilder tolerates(String key, String value) {
        tolerations.add(new Toleration(key, "Equal", value, null));
        return this;
    }

    /// Tolerates taints of an effect, whatever their key.
    public PodBuilder tolerates(TaintEffect effect) {
        tolerations.add(new Toleration("", "Exists", "", effect));
        return this;
    }

    /// Must be spread with the pods of its label `app`.
    public PodBuilder spread(String key, int maxSkew) {
        return spread(new TopologySpread(maxSkew, key, false, sameApp(), null, true, false, List.of()));
    }

    /// Is wanted spread with the pods of its label `app`.
    public PodBuilder spreadIfPossible(String key, int maxSkew) {
        return spread(new TopologySpread(maxSkew, key, true, sameApp(), null, true, false, List.of()));
    }

    /// Any spread constraint.
    public PodBuilder spread(TopologySpread constraint) {
        spread.add(constraint);
        return this;
    }

    /// Must stand where a pod with label `app` = value stands.
    public PodBuilder near(String key, String app) {
        affinity.add(term(key, app));
        return this;
    }

    /// Is wanted where a pod with label `app` = value stands.
    public PodBuilder preferablyNear(int weight, String key, String app) {
        preferredAffinity.add(new WeightedPodAffinityTerm(weight, term(key, app)));
        return this;
    }

    /// Must not stand where a pod with label `app` = value stands.
    public PodBuilder apart(String key, String app) {
        antiAffinity.add(term(key, app));
        return this;
    }

    /// Is not wanted where a pod with label `app` = value stands.
    public PodBuilder preferablyApart(int weight, String key, String app) {
        preferredAntiAffinity.add(new WeightedPodAffinityTerm(weight, term(key, app)));
        return this;
    }

    /// Any anti-affinity.
    public PodBuilder apart(PodAffinityTerm term) {
        antiAffinity.add(term);
        return this;
    }

    private static PodAffinityTerm term(String key, String app) {
        return new PodAffinityTerm(key, selector("app", app), List.of(), null);
    }

    /// A selector of one label.
    public static LabelSelector selector(String key, String value) {
        var match = new TreeMap<String, String>();
        match.put(key, value);
        return new LabelSelector(match, List.of());
    }

    private LabelSelector sameApp() {
        return selector("app", labels.getOrDefault("app", name));
    }

    /// Occupies a TCP port of the node.
    public PodBuilder hostPort(int port) {
        hostPorts.add(new HostPort("0.0.0.0", port, "TCP"));
        return this;
    }

    /// Mounts a persistent volume claim.
    public PodBuilder volume(String claim) {
        volumes.add(new VolumeSource(claim, false, ""));
        return this;
    }

    /// Asks for devices.
    public PodBuilder dynamicResources() {
        dynamicResources = true;
        return this;
    }

    /// Runs on a node.
    public PodBuilder on(String node) {
        nodeName = node;
        phase = PodPhase.RUNNING;
        return this;
    }

    /// The scheduler preempts for it on a node.
    public PodBuilder nominated(String node) {
        nominated = node;
        return this;
    }

    /// Managed by another object, whose uid is `uid-` and its name.
    public PodBuilder ownedBy(String apiVersion, String kind, String owner) {
        owners.add(new PodOwner(apiVersion, kind, owner, "uid-" + owner, true));
        return this;
    }

    /// Is owned by a DaemonSet.
    public PodBuilder ofDaemonSet(String daemonSet) {
        owners.add(new PodOwner("apps/v1", "DaemonSet", daemonSet, "uid-" + daemonSet, true));
        return this;
    }

    /// Is owned by a StatefulSet.
    public PodBuilder ofStatefulSet(String statefulSet) {
        owners.add(new PodOwner("apps/v1", "StatefulSet", statefulSet, "uid-" + statefulSet, true));
        return this;
    }

    /// Is a static pod of its node.
    public PodBuilder ofNode(String node) {
        owners.add(new PodOwner("v1", "Node", node, "uid-" + node, true));
        return this;
    }

    /// Carries an annotation.
    public PodBuilder annotation(String key, String value) {
        annotations.put(key, value);
        return this;
    }

    /// Has a priority.
    public PodBuilder priority(int value) {
        priority = value;
        return this;
    }

    /// Is being deleted, and should be gone at that moment.
    public PodBuilder deletion(Instant moment) {
        deletion = moment;
        return this;
    }

    /// Was accepted by the kubelet at that moment.
    public PodBuilder started(Instant moment) {
        started = moment;
        return this;
    }

    /// Its condition Ready is True or False.
    public PodBuilder ready(boolean value) {
        ready = value;
        return this;
    }

    /// Is in that phase.
    public PodBuilder phase(PodPhase value) {
        phase = value;
        return this;
    }

    /// Was created so many seconds after the first.
    public PodBuilder age(int seconds) {
        created = CREATED.plusSeconds(seconds);
        return this;
    }

    /// Its shape.
    public PodShape shape() {
        return new PodShape(
                namespace,
                labels,
                new Resources(requests),
                nodeSelector,
                requiredNodeTerms,
                preferredNodeTerms,
                tolerations,
                spread,
                affinity,
                preferredAffinity,
                antiAffinity,
                preferredAntiAffinity,
                hostPorts,
                volumes,
                dynamicResources);
    }

    /// The pod.
    public Pod build() {
        return build(name, created, shape());
    }

    private Pod build(String podName, Instant at, PodShape shape) {
        return new Pod(
                UUID.nameUUIDFromBytes((namespace + "/" + podName).getBytes(StandardCharsets.UTF_8))
                        .toString(),
                podName,
                at,
                shape,
                nodeName,
                phase,
                ready,
                nodeName.isEmpty(),
                nominated,
                deletion,
                started,
                owners,
                priority,
                "",
                null,
                Resources.none(),
                annotations);
    }
}
