package sh.karpenter.controllers.disruption;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;

/// What a command looks like in logs and events. People search for these texts, so they are those of Karpenter
/// 1.15, and one field (`via`) keeps the words that earlier versions used.
final class CommandText {
    private static final int TYPES_SHOWN = 5;

    private CommandText() {}

    /// `Underutilized/<id>: delete: nodepools=[default]: [node-a, node-b] (savings: $0.10)`.
    static String whole(String id, DisruptionCommand command) {
        return command.reason().text() + "/" + id + ": " + body(command);
    }

    /// The command without its id, with what it saves.
    static String body(DisruptionCommand command) {
        return plain(command) + " " + savings(command);
    }

    private static String plain(DisruptionCommand command) {
        var pools = new TreeSet<String>();
        var nodes = new ArrayList<String>();
        for (Candidate candidate : command.candidates()) {
            pools.add(candidate.pool().name());
            nodes.add(candidate.name());
        }
        String arrow = command.replacements().isEmpty()
                ? ""
                : " -> [" + command.replacements().size() + " replacement"
                        + (command.replacements().size() > 1 ? "s" : "") + "]";
        return command.decision() + ": nodepools=[" + String.join(",", pools) + "]: [" + String.join(", ", nodes) + "]"
                + arrow;
    }

    /// The command as an event of one of its nodes shows it, without what it saves: of several nodes only this one
    /// is named.
    static String ofNode(DisruptionCommand command, Candidate candidate) {
        int nodes = command.candidates().size();
        return nodes == 1
                ? plain(command)
                : command.decision() + ": [" + candidate.name() + "] (part of " + nodes + "-node consolidation)";
    }

    /// `(savings: $0.10)`, per hour.
    static String savings(DisruptionCommand command) {
        return String.format(Locale.ROOT, "(savings: $%.2f)", command.savings());
    }

    /// The names of the nodes to remove.
    static List<String> names(DisruptionCommand command) {
        return command.candidates().stream().map(Candidate::name).toList();
    }

    /// `consolidation delete, terminating 1 nodes (5 pods)`: the words by which older runbooks find a
    /// consolidation.
    static String via(DisruptionCommand command) {
        String method = switch (command.reason()) {
            case UNDERUTILIZED, EMPTY -> "consolidation";
            case DRIFTED -> "drift";
            case UNHEALTHY -> "repair";
        };
        return method + " " + command.decision() + ", terminating "
                + command.candidates().size() + " nodes (" + podCount(command) + " pods)";
    }

    /// How many pods would have to run elsewhere.
    static int podCount(DisruptionCommand command) {
        return command.candidates().stream()
                .mapToInt(candidate -> candidate.pods().size())
                .sum();
    }

    /// The nodes to remove, as a log value.
    static List<SequencedMap<String, Object>> disruptedNodes(DisruptionCommand command) {
        var nodes = new ArrayList<SequencedMap<String, Object>>();
        for (Candidate candidate : command.candidates()) {
            var node = new LinkedHashMap<String, Object>();
            node.put("Node", Map.of("name", candidate.name()));
            node.put("NodeClaim", Map.of("name", candidate.claim().name()));
            node.put("capacity-type", candidate.capacityType());
            node.put("instance-type", candidate.node().labels().getOrDefault(LabelKeys.INSTANCE_TYPE, ""));
            nodes.add(node);
        }
        return nodes;
    }

    /// The machines that take their place, as a log value.
    static List<SequencedMap<String, Object>> replacementNodes(DisruptionCommand command) {
        var nodes = new ArrayList<SequencedMap<String, Object>>();
        for (ProposedNodeClaim claim : command.replacements()) {
            var node = new LinkedHashMap<String, Object>();
            node.put("capacity-type", capacityType(claim));
            if (command.replacements().size() == 1) {
                node.put("instance-types", types(claim.types()));
            }
            nodes.add(node);
        }
        return nodes;
    }

    private static String capacityType(ProposedNodeClaim claim) {
        var allowed = claim.requirements().values(LabelKeys.CAPACITY_TYPE);
        for (String type : List.of(LabelKeys.RESERVED, LabelKeys.SPOT)) {
            if (allowed.contains(type)) {
                return type;
            }
        }
        return LabelKeys.ON_DEMAND;
    }

    private static String types(List<InstanceType> types) {
        String shown = String.join(
                ", ", types.stream().limit(TYPES_SHOWN).map(InstanceType::name).toList());
        return types.size() > TYPES_SHOWN ? shown + " and " + (types.size() - TYPES_SHOWN) + " other(s)" : shown;
    }

    /// Whether the command consolidates, in the words of its events.
    static boolean consolidates(DisruptionCommand command) {
        return command.reason() == DisruptionReason.UNDERUTILIZED || command.reason() == DisruptionReason.EMPTY;
    }
}
