package sh.karpenter.kube.mapping;

import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.DaemonSet;
import sh.karpenter.core.model.workload.PodDisruptionBudget;

/// What stands behind pods: DaemonSets and disruption budgets.
public final class WorkloadMapping {
    private WorkloadMapping() {}

    /// Maps a DaemonSet with the shape of its template.
    ///
    /// @param pods shares shapes with the pods it maps
    /// @throws IllegalArgumentException naming field and value when the template cannot be understood
    public static DaemonSet toCore(io.fabric8.kubernetes.api.model.apps.DaemonSet daemonSet, PodMapping pods) {
        var metadata = daemonSet.getMetadata();
        String namespace = text(metadata.getNamespace());
        return new DaemonSet(
                namespace,
                metadata.getName(),
                text(metadata.getUid()),
                pods.template(namespace, "spec.template", daemonSet.getSpec().getTemplate()));
    }

    /// Maps a disruption budget.
    public static PodDisruptionBudget toCore(io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget budget) {
        var spec = budget.getSpec();
        var status = budget.getStatus();
        return new PodDisruptionBudget(
                text(budget.getMetadata().getNamespace()),
                budget.getMetadata().getName(),
                SelectorMapping.labelSelector(spec.getSelector()),
                written(spec.getMinAvailable()),
                written(spec.getMaxUnavailable()),
                status == null || status.getDisruptionsAllowed() == null ? 0 : status.getDisruptionsAllowed(),
                "AlwaysAllow".equals(spec.getUnhealthyPodEvictionPolicy()));
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
