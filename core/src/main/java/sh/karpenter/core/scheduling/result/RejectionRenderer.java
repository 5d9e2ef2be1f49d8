package sh.karpenter.core.scheduling.result;

import java.util.stream.Collectors;

/// Makes the text of a [Rejection], for events, logs and the command line alike.
public final class RejectionRenderer {
    private RejectionRenderer() {}

    /// One line, without a full stop.
    public static String render(Rejection rejection) {
        return switch (rejection) {
            case Rejection.NothingFits(var refusals) ->
                refusals.stream()
                        .filter(Rejection.Refusal::newNode)
                        .map(refusal ->
                                "incompatible with nodepool \"" + refusal.target() + "\", " + render(refusal.reason()))
                        .collect(Collectors.joining("; "));
            case Rejection.BadPod(var field, var value, var problem) -> field + ": \"" + value + "\": " + problem;
            case Rejection.NoNodePools() -> "no nodepools found";
        };
    }
}
