package sh.karpenter.core.scheduling.compiled;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodOwner;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.core.model.workload.WorkloadSelector;
import sh.karpenter.core.model.workload.WorkloadSelector.Kind;

/// Gives pods without spread constraints the configured ones, as the scheduler's plug-in for topology spread does.
///
/// The constraints come without a selector; which pods are counted is deduced for each pod:
///
/// 1. the labels that services of its namespace select it by, together; of one key the last service by name wins;
/// 2. of its managing owner, if that is a ReplicationController: its selector's labels, over those of services;
/// 3. if it is a ReplicaSet or StatefulSet: its selector as further conditions.
///
/// A pod of which nothing can be deduced is left as it is. Source: Kubernetes documentation, "Pod Topology Spread
/// Constraints / Cluster-level default constraints".
final class DefaultSpread {
    private final List<TopologySpread> constraints;
    private final SequencedMap<String, WorkloadSelector> byKey = new TreeMap<>();
    private final SequencedMap<String, List<WorkloadSelector>> services = new TreeMap<>();
    private final Map<Deduced, PodShape> known = new LinkedHashMap<>();

    /// What a deduction depends on.
    private record Deduced(PodShape shape, @Nullable PodOwner owner) {}

    DefaultSpread(List<TopologySpread> constraints, ClusterSnapshot cluster) {
        this.constraints = constraints;
        if (constraints.isEmpty()) {
            return;
        }
        for (WorkloadSelector selector : cluster.selectors()) {
            byKey.put(WorkloadSelector.key(selector.kind(), selector.namespace(), selector.name()), selector);
        }
        for (WorkloadSelector selector : byKey.values()) {
            if (selector.kind() == Kind.SERVICE) {
                services.computeIfAbsent(selector.namespace(), _ -> new ArrayList<>())
                        .add(selector);
            }
        }
    }

    /// The shape with which a pod is placed.
    PodShape shape(Pod pod) {
        if (constraints.isEmpty() || !pod.shape().topologySpread().isEmpty()) {
            return pod.shape();
        }
        return known.computeIfAbsent(new Deduced(pod.shape(), managingOwner(pod)), this::spread);
    }

    private static @Nullable PodOwner managingOwner(Pod pod) {
        for (PodOwner owner : pod.owners()) {
            if (owner.controller()) {
                return owner;
            }
        }
        return null;
    }

    private PodShape spread(Deduced of) {
        LabelSelector selector = selector(of);
        if (selector.matchLabels().isEmpty() && selector.matchExpressions().isEmpty()) {
            return of.shape();
        }
        return of.shape()
                .withTopologySpread(constraints.stream()
                        .map(constraint -> constraint.withSelector(selector))
                        .toList());
    }

    private LabelSelector selector(Deduced of) {
        PodShape shape = of.shape();
        var labels = new TreeMap<String, String>();
        for (WorkloadSelector service : services.getOrDefault(shape.namespace(), List.of())) {
            if (service.selector().matches(shape.labels())) {
                labels.putAll(service.selector().matchLabels());
            }
        }
        var expressions = new ArrayList<LabelExpression>();
        PodOwner owner = of.owner();
        Kind kind = owner == null ? null : Kind.of(owner);
        if (owner != null && kind != null) {
            WorkloadSelector controller = byKey.get(WorkloadSelector.key(kind, shape.namespace(), owner.name()));
            if (controller != null) {
                narrow(controller, labels, expressions);
            }
        }
        return new LabelSelector(labels, expressions);
    }

    private static void narrow(
            WorkloadSelector controller, SequencedMap<String, String> labels, List<LabelExpression> expressions) {
        LabelSelector selector = controller.selector();
        switch (controller.kind()) {
            case SERVICE -> {} // owns no pods
            case REPLICATION_CONTROLLER -> labels.putAll(selector.matchLabels());
            case REPLICA_SET, STATEFUL_SET -> {
                selector.matchLabels()
                        .forEach((key, value) -> expressions.add(LabelExpression.of(key, Operator.IN, value)));
                expressions.addAll(selector.matchExpressions());
            }
        }
    }
}
