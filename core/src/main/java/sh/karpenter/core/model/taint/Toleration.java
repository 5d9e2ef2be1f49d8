package sh.karpenter.core.model.taint;

import org.jspecify.annotations.Nullable;

/// A pod's permission to stand on nodes with certain taints.
///
/// Source: Kubernetes documentation, "Taints and Tolerations"; operators `Lt` and `Gt` compare integers.
///
/// @param key the taint key; empty with operator Exists tolerates every key
/// @param operator `Equal`, `Exists`, `Lt` or `Gt`; empty means `Equal`
/// @param value the value compared with, empty when there is none
/// @param effect the tolerated effect; null tolerates every effect
public record Toleration(
        String key, String operator, String value, @Nullable TaintEffect effect) {

    /// Whether this toleration tolerates the taint.
    public boolean tolerates(Taint taint) {
        if (effect != null && effect != taint.effect()) {
            return false;
        }
        if (!key.isEmpty() && !key.equals(taint.key())) {
            return false;
        }
        return switch (operator) {
            case "", "Equal" -> !key.isEmpty() && value.equals(taint.value());
            case "Exists" -> true;
            case "Lt" -> compare(taint) < 0;
            case "Gt" -> compare(taint) > 0 && compare(taint) != INCOMPARABLE;
            default -> false;
        };
    }

    private static final int INCOMPARABLE = 2;

    /// The sign of taint value minus own value, [#INCOMPARABLE] when either is not an integer.
    private int compare(Taint taint) {
        try {
            return Integer.signum(Long.compare(Long.parseLong(taint.value()), Long.parseLong(value)));
        } catch (NumberFormatException notIntegers) {
            return INCOMPARABLE;
        }
    }
}
