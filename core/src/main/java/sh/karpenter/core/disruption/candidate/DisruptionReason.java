package sh.karpenter.core.disruption.candidate;

import java.util.Locale;

/// Why a node is disrupted voluntarily; the names are those of budgets, conditions and metrics.
public enum DisruptionReason {
    UNDERUTILIZED("Underutilized"),
    EMPTY("Empty"),
    DRIFTED("Drifted"),
    UNHEALTHY("Unhealthy");

    private final String text;

    DisruptionReason(String text) {
        this.text = text;
    }

    /// As budgets and conditions write it, for example `Underutilized`.
    public String text() {
        return text;
    }

    /// As metric labels write it, for example `underutilized`.
    public String label() {
        return text.toLowerCase(Locale.ROOT);
    }
}
