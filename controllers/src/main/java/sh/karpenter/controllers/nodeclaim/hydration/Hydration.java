package sh.karpenter.controllers.nodeclaim.hydration;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.node.NodeClassRef;

/// Decides which labels an object lacks that claims and nodes made today have: the one that names the node class.
final class Hydration {
    private Hydration() {}

    /// The labels as they should be, null when they are so already.
    static @Nullable Map<String, String> decide(@Nullable Map<String, String> labels, NodeClassRef nodeClass) {
        Map<String, String> present = Objects.requireNonNullElse(labels, Map.<String, String>of());
        if (nodeClass.name().equals(present.get(nodeClass.labelKey()))) {
            return null;
        }
        var wanted = new HashMap<>(present);
        wanted.put(nodeClass.labelKey(), nodeClass.name());
        return wanted;
    }
}
