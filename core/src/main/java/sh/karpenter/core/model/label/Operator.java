package sh.karpenter.core.model.label;

import org.jspecify.annotations.Nullable;

/// How a requirement relates a label to its values, as written in manifests.
///
/// Source: Kubernetes API, `NodeSelectorRequirement.operator`; `Gte` and `Lte` are Karpenter's own.
public enum Operator {
    IN("In"),
    NOT_IN("NotIn"),
    EXISTS("Exists"),
    DOES_NOT_EXIST("DoesNotExist"),
    GT("Gt"),
    LT("Lt"),
    GTE("Gte"),
    LTE("Lte");

    private final String text;

    Operator(String text) {
        this.text = text;
    }

    /// The operator as written in manifests, for example `NotIn`.
    public String text() {
        return text;
    }

    /// The operator of that exact spelling, or null when there is none.
    public static @Nullable Operator parse(String text) {
        for (Operator operator : values()) {
            if (operator.text.equals(text)) {
                return operator;
            }
        }
        return null;
    }
}
