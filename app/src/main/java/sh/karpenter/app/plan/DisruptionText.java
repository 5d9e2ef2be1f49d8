package sh.karpenter.app.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import sh.karpenter.app.cli.Table;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.DisruptionMethod;
import sh.karpenter.core.disruption.method.DisruptionMethods;
import sh.karpenter.core.disruption.method.MethodEvaluation;
import sh.karpenter.core.disruption.method.Search;
import sh.karpenter.core.disruption.verdict.NodeVerdict;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.disruption.verdict.VerdictRenderer;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.kube.casefile.CaseFile;

/// What the methods of disruption would do, for people: each as if it ran alone, then the machines of the one
/// that has its way, then of each node why it goes or stays.
final class DisruptionText {
    private final CaseFile file;
    private final DisruptionRound round;
    private final List<String> lines = new ArrayList<>();

    DisruptionText(CaseFile file, DisruptionOptions.Mode mode) {
        this.file = file;
        this.round = file.round(mode);
    }

    /// The lines, with an empty one at the end.
    List<String> lines() {
        List<MethodEvaluation> evaluations = evaluations();
        MethodEvaluation chosen = chosen(evaluations);
        lines.add(file.name() + ": "
                + (chosen == null
                        ? "nothing would be disrupted"
                        : chosen.method().name() + " would " + commands(chosen)));
        methods(evaluations);
        if (chosen != null) {
            for (DisruptionCommand command : chosen.proposal().commands()) {
                replacements(command);
            }
        }
        nodes(evaluations);
        file.unread().forEach(unread -> lines.add("  is left out: " + unread.text()));
        lines.add("");
        return List.copyOf(lines);
    }

    private List<MethodEvaluation> evaluations() {
        var whatIf = new WhatIf(round, Scheduler::solve);
        var evaluations = new ArrayList<MethodEvaluation>();
        for (DisruptionMethod method : DisruptionMethods.inOrder()) {
            evaluations.add(DisruptionMethods.evaluate(method, round, whatIf, Search.unlimited()));
        }
        return evaluations;
    }

    private static @Nullable MethodEvaluation chosen(List<MethodEvaluation> evaluations) {
        for (MethodEvaluation evaluation : evaluations) {
            if (!evaluation.proposal().commands().isEmpty()) {
                return evaluation;
            }
        }
        return null;
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
