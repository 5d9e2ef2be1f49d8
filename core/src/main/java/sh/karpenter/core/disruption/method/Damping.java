package sh.karpenter.core.disruption.method;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.verdict.Refusal;

/// Keeps the same machines from being swapped again and again, for example because two offerings take turns in
/// being the cheaper one.
///
/// A node that a replacement created is not replaced for the same reason within a window, unless that saves
/// more than the replacement did that created it. Removing it without a new machine is always fine: that ends.
///
/// For drift there is no saving to compare; its window is short, because a second change of the pool is a good
/// reason to replace a node again. It is there for pools whose new nodes are drifted from the start.
///
/// @param replacements claim name to how it came to be
public record Damping(SequencedMap<String, Replacement> replacements) {
    /// How long a node stays that consolidation created.
    public static final Duration CONSOLIDATION_WINDOW = Duration.ofHours(1);

    /// How long a node stays that drift created.
    public static final Duration DRIFT_WINDOW = Duration.ofMinutes(10);

    /// How a claim came to be.
    ///
    /// @param reason why there was a replacement
    /// @param savings what it saved per hour
    /// @param at when its command was started
    public record Replacement(DisruptionReason reason, double savings, Instant at) {
        Instant until() {
            return at.plus(reason == DisruptionReason.DRIFTED ? DRIFT_WINDOW : CONSOLIDATION_WINDOW);
        }
    }

    public Damping {
        replacements = Collections.unmodifiableSequencedMap(new TreeMap<>(replacements));
    }

    /// Nothing was replaced.
    public static Damping none() {
        return new Damping(new TreeMap<>());
    }

    /// With one more replacement.
    ///
    /// @param claim name of the claim that was created
    public Damping with(String claim, Replacement replacement) {
        var result = new TreeMap<>(replacements);
        result.put(claim, replacement);
        return new Damping(result);
    }

    /// Without the replacements whose window has passed.
    public Damping at(Instant now) {
        var result = new TreeMap<>(replacements);
        result.values().removeIf(replacement -> !now.isBefore(replacement.until()));
        return new Damping(result);
    }

    /// Why a command should wait, null when it need not.
    public @Nullable Refusal objection(DisruptionCommand command, Instant now) {
        if (command.replacements().isEmpty() || replacements.isEmpty()) {
            return null;
        }
        double savings = command.savings();
        for (Candidate candidate : command.candidates()) {
            Replacement created = replacements.get(candidate.claim().name());
            if (created != null
                    && created.reason() == command.reason()
                    && now.isBefore(created.until())
                    && (created.reason() == DisruptionReason.DRIFTED || savings <= created.savings())) {
                return new Refusal.Damped(created.until(), created.savings(), savings);
            }
        }
        return null;
    }
}
