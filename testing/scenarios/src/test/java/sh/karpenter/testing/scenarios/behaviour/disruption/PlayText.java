package sh.karpenter.testing.scenarios.behaviour.disruption;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.Confirmation;
import sh.karpenter.core.disruption.pass.PassOutcome.Planned;
import sh.karpenter.core.disruption.verdict.NodeVerdict;
import sh.karpenter.core.disruption.verdict.VerdictRenderer;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.testing.scenarios.behaviour.Scenario;

/// All that happened in a scenario, as text: the commands with where pods go, the budgets, and each method's
/// verdict on each node.
final class PlayText {
    private static final int SHOWN = 8;

    private final List<String> lines = new ArrayList<>();

    private PlayText() {}

    static String of(Scenario scenario, List<Step> steps) {
        var text = new PlayText();
        text.lines.add(scenario.name());
        steps.forEach(text::step);
        return String.join("\n", text.lines) + "\n";
    }

    private void step(Step step) {
        switch (step) {
            case Step.Pass pass -> {
                String mode = pass.round().options().mode().name().toLowerCase(Locale.ROOT);
                lines.add("pass at " + pass.round().now() + ", " + mode + " mode"
                        + (pass.outcome().timedOut() ? ", out of time" : ""));
                if (pass.outcome().commands().isEmpty()) {
                    lines.add("  nothing to do");
                }
                pass.outcome()
                        .commands()
                        .forEach(planned -> command("  " + planned.method().name() + ": ", planned));
                budgets(pass.round());
                verdicts(pass);
            }
            case Step.Confirmation confirmation -> {
                lines.add("confirmation at " + confirmation.now());
                for (Step.Confirmed confirmed : confirmation.verdicts()) {
                    String what =
                            "  " + VerdictRenderer.explain(confirmed.planned().command());
                    lines.add(
                            switch (confirmed.verdict()) {
                                case Confirmation.Verdict.Holds(var command) ->
                                    command.candidates().size()
                                                    == confirmed
                                                            .planned()
                                                            .command()
                                                            .candidates()
                                                            .size()
                                            ? what + ": holds"
                                            : what + ": holds as " + VerdictRenderer.explain(command);
                                case Confirmation.Verdict.Dropped(var cause, var message) ->
                                    what + ": is dropped, " + cause + ": " + message;
                            });
                }
            }
            case Step.Changed(var what, var round, var _) -> {
                lines.add(what + " at " + round.now());
                for (ClusterNode node : round.cluster().nodes()) {
                    lines.add("  " + node.name() + ": " + shown(VerdictText.pods(node.pods())));
                }
            }
        }
    }

    private void command(String by, Planned planned) {
        DisruptionCommand command = planned.command();
        lines.add(by + VerdictRenderer.explain(command));
        for (ProposedNodeClaim claim : command.replacements()) {
            lines.add("    launches " + machine(claim) + ": " + shown(VerdictText.pods(claim.pods())));
        }
        VerdictText.moves(command.placements())
                .forEach((node, pods) -> lines.add("    moves to " + node + ": " + shown(pods)));
    }

    private static String machine(ProposedNodeClaim claim) {
        var types = claim.types().stream().map(InstanceType::name).toList();
        String capacity = claim.requirements().values(LabelKeys.CAPACITY_TYPE) instanceof ValueSet.Only only
                ? String.join(" or ", only.values())
                : "any capacity type";
        return (types.isEmpty() ? "any type" : shown(types)) + " of pool "
                + claim.pool().name() + ", " + capacity
                + (Double.isInfinite(claim.pricePerHour())
                        ? ""
                        : String.format(Locale.ROOT, ", from $%.4f per hour", claim.pricePerHour()));
    }

    private static String shown(List<String> names) {
        return names.isEmpty()
                ? "nothing"
                : names.size() <= SHOWN
                        ? String.join(", ", names)
                        : String.join(", ", names.subList(0, SHOWN)) + " and " + (names.size() - SHOWN) + " more";
    }

    private void budgets(DisruptionRound round) {
        var pools = new LinkedHashMap<String, List<String>>();
        for (DisruptionReason reason : DisruptionReason.values()) {
            var budgets = DisruptionBudgets.of(round, reason);
            budgets.allowed().forEach((pool, allowed) -> {
                boolean any = budgets.limits().getOrDefault(pool, 0) == Integer.MAX_VALUE;
                pools.computeIfAbsent(pool, _ -> new ArrayList<>())
                        .add(reason.text() + " " + (any ? "any" : allowed.toString()));
            });
        }
        pools.forEach((pool, texts) -> lines.add("  may go of " + pool + ": " + String.join(", ", texts)));
    }

    /// Nodes of which the same is said share it, and methods that say the same.
    private void verdicts(Step.Pass pass) {
        var byText = new LinkedHashMap<List<String>, List<String>>();
        for (NodeVerdict verdict : pass.outcome().verdicts(pass.round()).values()) {
            var methods = new LinkedHashMap<String, List<String>>();
            verdict.byMethod()
                    .forEach((method, found) -> methods.computeIfAbsent(VerdictText.of(found), _ -> new ArrayList<>())
                            .add(method));
            var said = new ArrayList<String>();
            methods.forEach((text, by) -> said.add("    " + String.join(", ", by) + ": " + text));
            byText.computeIfAbsent(said, _ -> new ArrayList<>()).add(verdict.node());
        }
        byText.forEach((said, nodes) -> {
            lines.add(nodes.stream().limit(SHOWN).collect(Collectors.joining(", ", "  ", ""))
                    + (nodes.size() > SHOWN ? " and " + (nodes.size() - SHOWN) + " more" : ""));
            lines.addAll(said);
        });
    }
}
