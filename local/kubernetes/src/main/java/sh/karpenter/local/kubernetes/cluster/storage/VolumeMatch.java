package sh.karpenter.local.kubernetes.cluster.storage;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.cluster.object.LabelSelector;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.NodeSelector;
import sh.karpenter.local.kubernetes.cluster.object.Quantities;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which volumes satisfy which claims, and from where they can be reached.
public final class VolumeMatch {
    private VolumeMatch() {}

    /// Whether a claim and its volume have found each other.
    public static boolean isBound(JsonNode claim) {
        return !Tree.text(claim, "spec", "volumeName").isEmpty()
                && Tree.text(claim, "status", "phase").equals("Bound");
    }

    /// Whether pods on a node can use a volume.
    public static boolean reaches(JsonNode volume, String node, Map<String, String> labels) {
        NodeSelector affinity = NodeSelector.of(Tree.at(volume, "spec", "nodeAffinity", "required"));
        return affinity == null || affinity.matches(node, labels);
    }

    /// The smallest free volume that satisfies a claim, null when there is none.
    ///
    /// @param taken names of volumes that are not to be considered
    /// @param reachable whether a volume can be reached from where the claim is needed
    public static @Nullable ObjectNode smallest(
            JsonNode claim, Collection<ObjectNode> volumes, Set<String> taken, Predicate<JsonNode> reachable) {
        ObjectNode best = null;
        long smallest = Long.MAX_VALUE;
        for (ObjectNode volume : volumes) {
            long size = Quantities.units(Tree.text(volume, "spec", "capacity", "storage"));
            if (size < smallest
                    && isFree(volume)
                    && !taken.contains(Metadata.name(volume))
                    && satisfies(volume, claim)
                    && reachable.test(volume)) {
                best = volume;
                smallest = size;
            }
        }
        return best;
    }

    private static boolean isFree(JsonNode volume) {
        return Tree.text(volume, "status", "phase").equals("Available")
                && !Tree.has(volume, "spec", "claimRef")
                && !Metadata.terminating(volume);
    }

    private static boolean satisfies(JsonNode volume, JsonNode claim) {
        long size = Quantities.units(Tree.text(volume, "spec", "capacity", "storage"));
        JsonNode selector = Tree.at(claim, "spec", "selector");
        return size >= Quantities.units(Tree.text(claim, "spec", "resources", "requests", "storage"))
                && Tree.text(volume, "spec", "storageClassName").equals(Tree.text(claim, "spec", "storageClassName"))
                && mode(volume).equals(mode(claim))
                && Tree.texts(volume, "spec", "accessModes").containsAll(Tree.texts(claim, "spec", "accessModes"))
                && (!selector.isObject() || LabelSelector.of(selector).matches(Metadata.labels(volume)));
    }

    private static String mode(JsonNode object) {
        String mode = Tree.text(object, "spec", "volumeMode");
        return mode.isEmpty() ? "Filesystem" : mode;
    }
}
