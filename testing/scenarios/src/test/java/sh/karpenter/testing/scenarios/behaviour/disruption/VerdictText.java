package sh.karpenter.testing.scenarios.behaviour.disruption;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.disruption.verdict.VerdictRenderer;
import sh.karpenter.core.model.workload.Pod;

/// Verdicts and the like in one line, for expectations and for golden texts.
final class VerdictText {
    private VerdictText() {}

    /// `goes`, or the rule that says no and what it tells: `NotEmpty: 1 pod would ...`; a rule on several nodes
    /// names the rule behind it: `NotTogether(NotCheaper): ...`.
    static String of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Chosen _ -> "goes";
            case Verdict.Blocked(var rule) -> rule.getClass().getSimpleName() + ": " + VerdictRenderer.explain(verdict);
            case Verdict.Refused(var rule) -> name(rule) + ": " + VerdictRenderer.explain(verdict);
        };
    }

    private static String name(Refusal rule) {
        String name = rule.getClass().getSimpleName();
        return rule instanceof Refusal.NotTogether(var _, var why) ? name + "(" + name(why) + ")" : name;
    }

    /// Node to the names of pods that move there.
    static SequencedMap<String, List<String>> moves(SequencedMap<String, List<Pod>> placements) {
        var moves = new TreeMap<String, List<String>>();
        placements.forEach((node, pods) -> moves.put(node, pods(pods)));
        return moves;
    }

    /// Names of pods, in order.
    static List<String> pods(List<Pod> pods) {
        var names = new ArrayList<String>();
        pods.forEach(pod -> names.add(pod.namespace().equals("default") ? pod.name() : pod.qualifiedName()));
        return names.stream().sorted().toList();
    }
}
