package sh.karpenter.local.kubernetes.cluster.object;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A taint of a node.
///
/// @param value empty when the taint has none
/// @param effect `NoSchedule`, `PreferNoSchedule` or `NoExecute`
public record Taint(String key, String value, String effect) {

    public static Taint of(JsonNode taint) {
        return new Taint(Tree.text(taint, "key"), Tree.text(taint, "value"), Tree.text(taint, "effect"));
    }

    /// The taints of a node.
    public static List<Taint> of(JsonNode node, String... path) {
        List<Taint> taints = new ArrayList<>();
        for (JsonNode taint : Tree.items(node, path)) {
            taints.add(of(taint));
        }
        return taints;
    }

    /// Whether the taint keeps pods away that do not tolerate it, rather than only being avoided.
    public boolean repels() {
        return effect.equals("NoSchedule") || effect.equals("NoExecute");
    }

    public boolean toleratedBy(List<Toleration> tolerations) {
        for (Toleration toleration : tolerations) {
            if (toleration.tolerates(this)) {
                return true;
            }
        }
        return false;
    }

    /// The first taint that repels and is not tolerated, or null.
    public static @Nullable Taint firstUntolerated(List<Taint> taints, List<Toleration> tolerations) {
        for (Taint taint : taints) {
            if (taint.repels() && !taint.toleratedBy(tolerations)) {
                return taint;
            }
        }
        return null;
    }
}
