package sh.karpenter.local.kubernetes.cel;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.schema.JsonSchema;
import tools.jackson.databind.node.ObjectNode;

public final class RuleValidation {
    private RuleValidation() {}

    public static List<FieldError> check(ObjectNode object, @Nullable ObjectNode old, JsonSchema schema) {
        return List.of();
    }
}
