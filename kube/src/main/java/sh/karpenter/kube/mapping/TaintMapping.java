package sh.karpenter.kube.mapping;

import io.fabric8.kubernetes.api.model.Toleration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.TaintEffect;

/// Taints and tolerations.
public final class TaintMapping {
    private TaintMapping() {}

    /// The taints of our kinds; null counts as none.
    ///
    /// @throws IllegalArgumentException for an unknown effect
    public static List<Taint> ofWire(@Nullable List<sh.karpenter.kube.api.Taint> taints) {
        var result = new ArrayList<Taint>();
        if (taints != null) {
            taints.forEach(taint -> result.add(of(text(taint.key()), taint.value(), text(taint.effect()))));
        }
        return result;
    }

    /// The taints of a Node. A taint whose effect nobody knows cannot be tolerated by name either, so it counts as
    /// NoSchedule.
    public static List<Taint> ofNode(@Nullable List<io.fabric8.kubernetes.api.model.Taint> taints) {
        var result = new ArrayList<Taint>();
        if (taints != null) {
            taints.forEach(taint -> result.add(of(text(taint.getKey()), taint.getValue(), text(taint.getEffect()))));
        }
        return result;
    }

    private static Taint of(String key, @Nullable String value, String effect) {
        TaintEffect known = TaintEffect.parse(effect);
        return new Taint(key, text(value), known == null ? TaintEffect.NO_SCHEDULE : known);
    }

    /// The taints as our kinds carry them; none is null.
    static @Nullable List<sh.karpenter.kube.api.Taint> toWire(List<Taint> taints) {
        return taints.isEmpty()
                ? null
                : taints.stream()
                        .map(taint -> sh.karpenter.kube.api.Taint.of(
                                taint.key(),
                                taint.value().isEmpty() ? null : taint.value(),
                                taint.effect().text()))
                        .toList();
    }

    static List<sh.karpenter.core.model.taint.Toleration> tolerations(
            String field, @Nullable List<Toleration> tolerations) {
        var result = new ArrayList<sh.karpenter.core.model.taint.Toleration>();
        if (tolerations == null) {
            return result;
        }
        for (Toleration toleration : tolerations) {
            String effectText = text(toleration.getEffect());
            TaintEffect effect = effectText.isEmpty() ? null : TaintEffect.parse(effectText);
            if (effect == null && !effectText.isEmpty()) {
                throw new MalformedField(
                        field + "[" + result.size() + "].effect",
                        effectText,
                        "is no taint effect (NoSchedule, PreferNoSchedule, NoExecute)");
            }
            result.add(new sh.karpenter.core.model.taint.Toleration(
                    text(toleration.getKey()), text(toleration.getOperator()), text(toleration.getValue()), effect));
        }
        return result;
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
