package sh.karpenter.controllers.disruption;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.NodeClaim;

/// What each replacement's claim says of the command that it was made for: enough for the next process to go on
/// with the command, or to see that it never came to be.
///
/// ```
/// id=4be6...;reason=Underutilized;type=single;replacements=1;savings=0.0110;claims=default-x7k2p
/// ```
///
/// @param id the command's id
/// @param reason why it disrupts
/// @param consolidationType which method found it; empty for drift
/// @param replacements how many replacements the command makes; with fewer it was not complete
/// @param savings what it saves per hour
/// @param claims names of the claims that it removes
record CommandMemo(
        String id,
        DisruptionReason reason,
        String consolidationType,
        int replacements,
        double savings,
        List<String> claims) {
    CommandMemo {
        claims = List.copyOf(claims);
    }

    static CommandMemo of(String id, DisruptionCommand command) {
        return new CommandMemo(
                id,
                command.reason(),
                command.consolidationType(),
                command.replacements().size(),
                command.savings(),
                command.candidates().stream()
                        .map(Candidate::claim)
                        .map(claim -> claim.name())
                        .toList());
    }

    /// What a claim says; null when it is no replacement.
    static @Nullable CommandMemo of(NodeClaim claim) {
        var annotations = claim.getMetadata().getAnnotations();
        return annotations == null ? null : parse(annotations.get(AnnotationKeys.DISRUPTION_COMMAND));
    }

    /// As the annotation has it.
    String text() {
        return "id=" + id + ";reason=" + reason.text() + ";type=" + consolidationType + ";replacements=" + replacements
                + String.format(Locale.ROOT, ";savings=%.4f", savings) + ";claims=" + String.join(",", claims);
    }

    /// Reads an annotation; null when there is none, or somebody has changed it into something else.
    static @Nullable CommandMemo parse(@Nullable String text) {
        var fields = new TreeMap<String, String>();
        for (String field : text == null ? new String[0] : text.split(";", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        DisruptionReason reason = null;
        for (DisruptionReason known : DisruptionReason.values()) {
            if (known.text().equals(fields.get("reason"))) {
                reason = known;
            }
        }
        String id = fields.get("id");
        String claims = fields.get("claims");
        String count = fields.getOrDefault("replacements", "");
        String savings = fields.getOrDefault("savings", "");
        if (id == null || reason == null || claims == null || claims.isEmpty() || !count.matches("[1-9][0-9]{0,3}")) {
            return null;
        }
        return new CommandMemo(
                id,
                reason,
                fields.getOrDefault("type", ""),
                Integer.parseInt(count),
                savings.matches("-?[0-9]{1,9}[.][0-9]{4}") ? Double.parseDouble(savings) : 0,
                new ArrayList<>(List.of(claims.split(",", -1))));
    }
}
