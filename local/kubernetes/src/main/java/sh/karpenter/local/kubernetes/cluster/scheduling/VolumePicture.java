package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.LabelSelector;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.OwnerReference;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ObjectCache;
import tools.jackson.databind.node.ObjectNode;

/// What the scheduler reads besides nodes and pods: volumes, claims, and the workloads that pods belong to.
final class VolumePicture {
    private final ObjectCache cache;

    VolumePicture(ObjectCache cache) {
        this.cache = cache;
    }

    @Nullable
    ObjectNode claim(String namespace, String name) {
        return cache.get(Kinds.CLAIMS, namespace, name);
    }

    @Nullable
    ObjectNode volume(String name) {
        return cache.get(Kinds.VOLUMES, "", name);
    }

    List<ObjectNode> volumes() {
        return cache.list(Kinds.VOLUMES);
    }

    @Nullable
    ObjectNode storageClass(String name) {
        return cache.get(Kinds.STORAGE_CLASSES, "", name);
    }

    @Nullable
    ObjectNode csiNode(String name) {
        return cache.get(Kinds.CSI_NODES, "", name);
    }

    /// The selector of the Services that select the pod and of the ReplicaSet or StatefulSet that owns it;
    /// selects nothing when there is none.
    LabelSelector workloadSelector(PodFacts pod) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (ObjectNode service : cache.list(Kinds.SERVICES, pod.shape().namespace())) {
            Map<String, String> selector = Tree.strings(service, "spec", "selector");
            if (!selector.isEmpty() && pod.shape().labels().entrySet().containsAll(selector.entrySet())) {
                labels.putAll(selector);
            }
        }
        LabelSelector owned = ownerSelector(pod);
        if (labels.isEmpty()) {
            return owned;
        }
        LabelSelector combined = LabelSelector.ofLabels(labels);
        for (LabelSelector.Requirement requirement : owned.requirements()) {
            for (String value : requirement.values()) {
                combined = combined.and(requirement.key(), requirement.operator(), value);
            }
        }
        return combined;
    }

    private LabelSelector ownerSelector(PodFacts pod) {
        OwnerReference owner = Metadata.controller(pod.source());
        ObjectKey key = owner == null ? null : cache.byUid(owner.uid());
        ObjectNode workload = key == null ? null : cache.get(key);
        if (key == null
                || workload == null
                || !(key.resource().equals(Kinds.REPLICA_SETS) || key.resource().equals(Kinds.STATEFUL_SETS))) {
            return LabelSelector.NOTHING;
        }
        return LabelSelector.of(Tree.at(workload, "spec", "selector"));
    }
}
