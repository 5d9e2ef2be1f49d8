package sh.karpenter.kube.mapping;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.model.workload.DaemonSet;
import sh.karpenter.core.model.workload.PodDisruptionBudget;
import sh.karpenter.core.model.workload.WorkloadSelector;

/// What stands behind pods: DaemonSets, disruption budgets, and what selects pods.
public final class WorkloadMapping {
    private WorkloadMapping() {}

    /// Maps a DaemonSet with the shape of its template.
    ///
    /// @param pods shares shapes with the pods it maps
    /// @throws IllegalArgumentException naming field and value when the template cannot be understood
    public static DaemonSet toCore(io.fabric8.kubernetes.api.model.apps.DaemonSet daemonSet, PodMapping pods) {
        var metadata = daemonSet.getMetadata();
        String namespace = text(metadata.getNamespace());
        var spec = daemonSet.getSpec();
        if (spec == null || spec.getTemplate() == null) {
            throw new IllegalArgumentException("spec.template: \"\": must not be absent");
        }
        return new DaemonSet(
                namespace,
                metadata.getName(),
                text(metadata.getUid()),
                pods.template(namespace, "spec.template", spec.getTemplate()));
    }

    /// Maps a disruption budget.
    ///
    /// @throws IllegalArgumentException naming the field when it has no spec
    public static PodDisruptionBudget toCore(io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget budget) {
        var spec = budget.getSpec();
        var status = budget.getStatus();
        if (spec == null) {
            throw new IllegalArgumentException("spec: \"\": must not be absent");
        }
        return new PodDisruptionBudget(
                text(budget.getMetadata().getNamespace()),
                budget.getMetadata().getName(),
                SelectorMapping.labelSelector(spec.getSelector()),
                written(spec.getMinAvailable()),
                written(spec.getMaxUnavailable()),
                status == null || status.getDisruptionsAllowed() == null ? 0 : status.getDisruptionsAllowed(),
                "AlwaysAllow".equals(spec.getUnhealthyPodEvictionPolicy()));
    }

    /// Maps which pods a service sends to; one without selector is like one that selects by no label.
    public static WorkloadSelector selector(Service service) {
        return selector(
                WorkloadSelector.Kind.SERVICE,
                service.getMetadata(),
                service.getSpec() == null ? null : service.getSpec().getSelector());
    }

    /// Maps which pods a replication controller counts.
    public static WorkloadSelector selector(ReplicationController controller) {
        return selector(
                WorkloadSelector.Kind.REPLICATION_CONTROLLER,
                controller.getMetadata(),
                controller.getSpec() == null ? null : controller.getSpec().getSelector());
    }

    /// Maps which pods a replica set counts.
    public static WorkloadSelector selector(ReplicaSet replicaSet) {
        return selector(
                WorkloadSelector.Kind.REPLICA_SET,
                replicaSet.getMetadata(),
                SelectorMapping.labelSelector(
                        replicaSet.getSpec() == null
                                ? null
                                : replicaSet.getSpec().getSelector()));
    }

    /// Maps which pods a stateful set counts.
    public static WorkloadSelector selector(StatefulSet statefulSet) {
        return selector(
                WorkloadSelector.Kind.STATEFUL_SET,
                statefulSet.getMetadata(),
                SelectorMapping.labelSelector(
                        statefulSet.getSpec() == null
                                ? null
                                : statefulSet.getSpec().getSelector()));
    }

    private static WorkloadSelector selector(
            WorkloadSelector.Kind kind, ObjectMeta metadata, @Nullable Map<String, String> labels) {
        return selector(
                kind, metadata, new LabelSelector(labels == null ? new TreeMap<>() : new TreeMap<>(labels), List.of()));
    }

    private static WorkloadSelector selector(
            WorkloadSelector.Kind kind, ObjectMeta metadata, @Nullable LabelSelector selector) {
        return new WorkloadSelector(
                kind,
                text(metadata.getNamespace()),
                metadata.getName(),
                selector == null ? new LabelSelector(new TreeMap<>(), List.of()) : selector);
    }

    private static @Nullable String written(@Nullable IntOrString value) {
        if (value == null) {
            return null;
        }
        return value.getStrVal() != null ? value.getStrVal() : String.valueOf(value.getIntVal());
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
