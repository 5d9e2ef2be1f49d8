package sh.karpenter.local.kubernetes.access;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One committed change of one object.
///
/// @param type what happened
/// @param object the object after the change; for [Type#DELETED] its last state
/// @param previous the object before the change, null for [Type#ADDED]
public record Change(Type type, ObjectNode object, @Nullable ObjectNode previous) {

    /// The kinds of change, named as in a watch event.
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }
}
