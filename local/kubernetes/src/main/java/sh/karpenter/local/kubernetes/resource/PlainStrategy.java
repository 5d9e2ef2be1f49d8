package sh.karpenter.local.kubernetes.resource;

import java.util.List;
import sh.karpenter.local.kubernetes.error.FieldError;
import tools.jackson.databind.node.ObjectNode;

/// A strategy that takes objects as they are.
public final class PlainStrategy implements Strategy {
    @Override
    public List<String> dropUnknownFields(ObjectNode object, String version) {
        return List.of();
    }

    @Override
    public void applyDefaults(ObjectNode object, String version) {}

    @Override
    public ObjectNode toStorage(ObjectNode object, String version) {
        return object;
    }

    @Override
    public ObjectNode fromStorage(ObjectNode object, String version) {
        return object;
    }

    @Override
    public List<FieldError> validateCreate(ObjectNode object) {
        return List.of();
    }

    @Override
    public List<FieldError> validateUpdate(ObjectNode next, ObjectNode previous, boolean statusOnly) {
        return List.of();
    }
}
