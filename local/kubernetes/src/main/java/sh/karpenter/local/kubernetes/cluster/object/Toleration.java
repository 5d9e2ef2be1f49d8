package sh.karpenter.local.kubernetes.cluster.object;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A toleration of a pod.
///
/// @param key empty matches every taint (operator `Exists`)
/// @param operator `Exists`, `Equal`, or empty for `Equal`
/// @param effect empty matches every effect
/// @param seconds how long a `NoExecute` taint is tolerated, null for ever
public record Toleration(
        String key,
        String operator,
        String value,
        String effect,
        @Nullable Long seconds) {

    public static Toleration of(JsonNode toleration) {
        return new Toleration(
                Tree.text(toleration, "key"),
                Tree.text(toleration, "operator"),
                Tree.text(toleration, "value"),
                Tree.text(toleration, "effect"),
                Tree.has(toleration, "tolerationSeconds") ? Tree.number(toleration, 0, "tolerationSeconds") : null);
    }

    public boolean tolerates(Taint taint) {
        if (!effect.isEmpty() && !effect.equals(taint.effect())) {
            return false;
        }
        if (!key.isEmpty() && !key.equals(taint.key())) {
            return false;
        }
        return operator.equals("Exists") || (!key.isEmpty() && value.equals(taint.value()));
    }
}
