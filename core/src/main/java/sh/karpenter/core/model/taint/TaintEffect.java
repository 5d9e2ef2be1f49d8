package sh.karpenter.core.model.taint;

import org.jspecify.annotations.Nullable;

/// What a taint does to a pod that does not tolerate it. Source: Kubernetes API, `Taint.effect`.
public enum TaintEffect {
    NO_SCHEDULE("NoSchedule"),
    PREFER_NO_SCHEDULE("PreferNoSchedule"),
    NO_EXECUTE("NoExecute");

    private final String text;

    TaintEffect(String text) {
        this.text = text;
    }

    /// The effect as written in manifests, for example `NoSchedule`.
    public String text() {
        return text;
    }

    /// The effect of that exact spelling, or null when there is none.
    public static @Nullable TaintEffect parse(String text) {
        for (TaintEffect effect : values()) {
            if (effect.text.equals(text)) {
                return effect;
            }
        }
        return null;
    }
}
