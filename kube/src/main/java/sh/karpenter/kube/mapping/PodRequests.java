package sh.karpenter.kube.mapping;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;

/// What a pod takes of a node, by the rules of the Kubernetes scheduler.
///
/// 1. A container asks for its requests; a resource that has only a limit counts as requested. While a resize
///    is under way, the greater of what is wanted and what the kubelet allocated counts.
/// 2. Containers and sidecars (init containers that restart) run together: their requests add up.
/// 3. A plain init container runs beside the sidecars started before it: the greatest such sum is needed too.
/// 4. The pod needs the greater of 2 and 3, resource by resource. Requests of the pod as a whole replace that
///    for cpu, memory and huge pages. The overhead of its runtime class comes on top.
///
/// Example: init 2 cpu, sidecar 500m, app 1 cpu. Sidecar before init: max(1.5, 2.5) = 2.5; after it: max(1.5, 2)
/// = 2.
///
/// Source: Kubernetes documentation, "Resource sharing within containers", "Pod overhead" and KEPs 753, 1287, 2837.
final class PodRequests {
    private PodRequests() {}

    /// The effective requests, with `pods: 1`.
    ///
    /// @param field where the pod's spec stands, for messages
    static Resources effective(String field, PodSpec spec, @Nullable PodStatus status) {
        Map<String, Resources> allocated = allocated(status == null ? null : status.getContainerStatuses());
        Map<String, Resources> allocatedToInit = allocated(status == null ? null : status.getInitContainerStatuses());
        Resources needed = combined(
                field,
                spec,
                (place, container) -> of(place, container, allocated),
                (place, container) -> of(place, container, allocatedToInit));
        needed = replaced(needed, requests(field + ".resources", spec.getResources()));
        return needed.plus(ResourcesMapping.toCore(field + ".overhead", spec.getOverhead()))
                .with(ResourceNames.PODS, 1);
    }

    /// What the containers may use at most, combined in the same way, with `pods: 1`. A container without limit
    /// adds nothing.
    static Resources limits(String field, PodSpec spec) {
        BiFunction<String, Container, Resources> own = (place, container) -> container.getResources() == null
                ? Resources.none()
                : ResourcesMapping.toCore(
                        place + ".resources.limits", container.getResources().getLimits());
        return combined(field, spec, own, own).with(ResourceNames.PODS, 1);
    }

    /// Rules 2 and 3: the greater of all containers together and any moment of the start.
    private static Resources combined(
            String field,
            PodSpec spec,
            BiFunction<String, Container, Resources> ofContainer,
            BiFunction<String, Container, Resources> ofInitContainer) {
        Resources together = Resources.none();
        int index = 0;
        for (Container container : spec.getContainers()) {
            together = together.plus(ofContainer.apply(field + ".containers[" + index++ + "]", container));
        }
        Resources sidecars = Resources.none();
        Resources starting = Resources.none();
        index = 0;
        for (Container container : spec.getInitContainers()) {
            Resources own = ofInitContainer.apply(field + ".initContainers[" + index++ + "]", container);
            if ("Always".equals(container.getRestartPolicy())) {
                sidecars = sidecars.plus(own);
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(own));
            }
        }
        return together.plus(sidecars).max(starting);
    }

    private static Resources of(String field, Container container, Map<String, Resources> allocated) {
        Resources wanted = requests(field + ".resources", container.getResources());
        Resources held = allocated.get(container.getName());
        return held == null ? wanted : wanted.max(held);
    }

    private static Resources requests(String field, @Nullable ResourceRequirements requirements) {
        if (requirements == null) {
            return Resources.none();
        }
        var amounts = new TreeMap<>(ResourcesMapping.toCore(field + ".limits", requirements.getLimits())
                .amounts());
        amounts.putAll(ResourcesMapping.toCore(field + ".requests", requirements.getRequests())
                .amounts());
        return new Resources(amounts);
    }

    private static Resources replaced(Resources byContainers, Resources byPod) {
        Resources result = byContainers;
        for (var entry : byPod.amounts().entrySet()) {
            String name = entry.getKey();
            if (name.equals(ResourceNames.CPU) || name.equals(ResourceNames.MEMORY) || name.startsWith("hugepages-")) {
                result = result.with(name, entry.getValue());
            }
        }
        return result;
    }

    private static Map<String, Resources> allocated(@Nullable List<ContainerStatus> statuses) {
        var byName = new LinkedHashMap<String, Resources>();
        if (statuses != null) {
            for (ContainerStatus status : statuses) {
                if (status.getAllocatedResources() != null
                        && !status.getAllocatedResources().isEmpty()) {
                    byName.put(status.getName(), ResourcesMapping.toCore(status.getAllocatedResources()));
                }
            }
        }
        return byName;
    }
}
