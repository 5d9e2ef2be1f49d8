package sh.karpenter.kube.api.condition;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Whether a condition holds.
public enum ConditionStatus {
    /// It holds.
    @JsonProperty("True")
    TRUE("True"),
    /// It does not hold.
    @JsonProperty("False")
    FALSE("False"),
    /// It could not be decided yet.
    @JsonProperty("Unknown")
    UNKNOWN("Unknown");

    private final String text;

    ConditionStatus(String text) {
        this.text = text;
    }

    /// The value on the wire: `True`, `False` or `Unknown`.
    public String text() {
        return text;
    }
}
