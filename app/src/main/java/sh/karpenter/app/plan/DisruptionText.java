package sh.karpenter.app.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import sh.karpenter.app.cli.Table;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.DisruptionMethod;
import sh.karpenter.core.disruption.method.DisruptionMethods;
import sh.karpenter.core.disruption.method.MethodEvaluation;
import sh.karpenter.core.disruption.method.Search;
import sh.karpenter.core.disruption.pass.DisruptionPass;
import sh.karpenter.core.disruption.pass.Foresight;
import sh.karpenter.core.disruption.pass.PassInput;
import sh.karpenter.core.disruption.pass.PassMemory;
import sh.karpenter.core.disruption.pass.PassOutcome;
import sh.karpenter.core.disruption.verdict.NodeVerdict;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.disruption.verdict.VerdictRenderer;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.kube.casefile.CaseFile;

/// What the methods of disruption would do, for people; then the machines that would be launched, then of each
/// node why it goes or stays. In reference mode each method is shown as if it ran alone, and the first that
/// finds something has its way; in the default mode they are those of one pass, and all that they find is done.
final class DisruptionText {
    private final CaseFile file;
    private final DisruptionRound round;
    private final boolean reference;
    private final List<String> lines = new ArrayList<>();

    DisruptionText(CaseFile file, DisruptionOptions.Mode mode) {
        this.file = file;
        this.round = file.round(mode);
        this.reference = mode == DisruptionOptions.Mode.REFERENCE;
    }

    /// The lines, with an empty one at the end.
    List<String> lines() {
        List<MethodEvaluation> evaluations = new ArrayList<>();
        List<String> ahead = List.of();
        if (reference) {
            eachAlone(evaluations);
        } else {
            PassOutcome outcome = DisruptionPass.whole(new PassInput(round, 1, List.of()), PassMemory.empty());
            evaluations.addAll(outcome.evaluations());
            ahead = ahead(outcome.foresight());
        }
        List<MethodEvaluation> chosen = chosen(evaluations);
        var done = new StringJoiner("; ").setEmptyValue("nothing would be disrupted");
        chosen.forEach(evaluation -> done.add(evaluation.method().name() + " would " + commands(evaluation)));
        lines.add(file.name() + ": " + done);
        ahead.forEach(line -> lines.add("  " + line));
        methods(evaluations);
        for (MethodEvaluation evaluation : chosen) {
            evaluation.proposal().commands().forEach(this::replacements);
        }
        nodes(evaluations);
        file.unread().forEach(unread -> lines.add("  is left out: " + unread.text()));
        lines.add("");
        return List.copyOf(lines);
    }

    private void eachAlone(List<MethodEvaluation> evaluations) {
        var whatIf = new WhatIf(round, Scheduler::solve);
        for (DisruptionMethod method : DisruptionMethods.inOrder()) {
            evaluations.add(DisruptionMethods.evaluate(method, round, whatIf, Search.unlimited()));
        }
    }

    /// The methods whose commands are done.
    private List<MethodEvaluation> chosen(List<MethodEvaluation> evaluations) {
        return evaluations.stream()
                .filter(evaluation -> !evaluation.proposal().commands().isEmpty())
                .limit(reference ? 1 : evaluations.size())
                .toList();
    }

    private static List<String> ahead(Foresight foresight) {
        return switch (foresight) {
            case Foresight.NotNeeded _ -> List.of();
            case Foresight.Played(var followed, var ours, var karpenters) ->
                List.of("looked ahead: our way ends at " + end(ours) + ", Karpenter's at " + end(karpenters)
                        + "; this is " + (followed == Foresight.Way.OURS ? "our" : "Karpenter's") + " next step");
            case Foresight.TooFar(int questions) ->
                List.of("not looked ahead to the end: that takes more than " + questions + " questions");
        };
    }

    private static String end(Foresight.End end) {
        return String.format(Locale.ROOT, "$%.4f per hour with %d pods moved", end.pricePerHour(), end.podsMoved());
    }

    private static String commands(MethodEvaluation evaluation) {
        var texts = new StringJoiner("; ").setEmptyValue("do nothing");
        evaluation.proposal().commands().forEach(command -> texts.add(VerdictRenderer.explain(command)));
        return texts.toString();
    }

    private void methods(List<MethodEvaluation> evaluations) {
        var table = new Table("METHOD", "CANDIDATES", "MAY GO", "WOULD");
        for (MethodEvaluation evaluation : evaluations) {
            var allowed = new StringJoiner(", ");
            evaluation.budgets().allowed().forEach((pool, nodes) -> allowed.add(pool + " " + nodes));
            table.row(
                    evaluation.method().name(),
                    Integer.toString(evaluation.eligible().eligible().size()),
                    allowed.toString(),
                    commands(evaluation));
        }
        table.lines().forEach(line -> lines.add("  " + line));
    }

    private void replacements(DisruptionCommand command) {
        new MachineTable(round.labels()).lines(command.replacements()).forEach(line -> lines.add("  " + line));
    }

    private void nodes(List<MethodEvaluation> evaluations) {
        var table = new Table("NODE", "POOL", "METHOD", "VERDICT");
        var verdicts = MethodEvaluation.byNode(round, evaluations);
        for (NodeVerdict verdict : verdicts.values()) {
            table.row(verdict.node(), verdict.pool(), verdict.decisiveMethod(), text(verdict.decisive()));
        }
        if (!verdicts.isEmpty()) {
            table.lines().forEach(line -> lines.add("  " + line));
        }
    }

    private static String text(Verdict verdict) {
        return verdict instanceof Verdict.Chosen ? "goes" : VerdictRenderer.explain(verdict);
    }
}
