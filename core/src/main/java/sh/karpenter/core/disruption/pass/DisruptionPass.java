package sh.karpenter.core.disruption.pass;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.command.HeldNodes;
import sh.karpenter.core.disruption.method.ConsolidationSearch;
import sh.karpenter.core.disruption.method.Damping;
import sh.karpenter.core.disruption.method.DisruptionMethod;
import sh.karpenter.core.disruption.method.DisruptionMethod.Proposal;
import sh.karpenter.core.disruption.method.DisruptionMethods;
import sh.karpenter.core.disruption.method.Drift;
import sh.karpenter.core.disruption.method.DriftSearch;
import sh.karpenter.core.disruption.method.Emptiness;
import sh.karpenter.core.disruption.method.MethodEvaluation;
import sh.karpenter.core.disruption.method.MultiNodeConsolidation;
import sh.karpenter.core.disruption.method.Search;
import sh.karpenter.core.disruption.method.SingleNodeConsolidation;
import sh.karpenter.core.disruption.method.StaticDrift;
import sh.karpenter.core.disruption.pass.Foresight.Way;
import sh.karpenter.core.disruption.pass.PassMemory.Exhausted;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.whatif.SideBySide;
import sh.karpenter.core.disruption.whatif.WhatIfs;
import sh.karpenter.core.scheduling.problem.Deadline;

/// Looks once over all nodes, method by method.
///
/// In the default mode every method has its say, and what it plans is taken into account by those after it:
/// commands leave each other's nodes and targets alone, and budgets count all of them. Consolidation judges
/// every node; when its time is up, the next pass begins with those it did not come to.
///
/// Before it settles on them, it plays both its own way and Karpenter's to their ends, and takes the next step of
/// the better one ([Rollout]).
///
/// In reference mode (`--consolidation-mode=reference`) the first method that finds something ends the pass,
/// with one command and the caps and time limits that Karpenter has.
///
/// A pass belongs to one thread; it lends work to the workers it is given. Pure but for the deadlines: where
/// time does not run out, the same input and memory give the same outcome, whatever the number of workers.
public final class DisruptionPass {
    /// How long consolidation may search in the default mode. It is far more than any cluster needs that we
    /// measured.
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private final PassInput input;
    private final DisruptionRound round;
    private final PassMemory memory;
    private final Deadlines deadlines;
    private final WhatIfs whatIfs;
    private final boolean reference;
    private final boolean looksAhead;
    private final HeldNodes held;
    private final Damping damping;
    private final ArrayDeque<DisruptionMethod> methods = new ArrayDeque<>(DisruptionMethods.inOrder());

    private final List<PassOutcome.Planned> commands = new ArrayList<>();
    private final List<MethodEvaluation> evaluations = new ArrayList<>();
    private final TreeMap<String, Exhausted> exhausted = new TreeMap<>();
    private final TreeMap<Candidates.Strictness, Candidates> byStrictness = new TreeMap<>();
    private TreeSet<String> unreachedPools = new TreeSet<>();
    private SortedSet<String> unjudged = new TreeSet<>();
    private @Nullable MethodEvaluation ofSeveral;
    private @Nullable MethodEvaluation ofSingles;
    private boolean timedOut;
    private Foresight foresight = new Foresight.NotNeeded();

    /// @param memory what the last pass left
    /// @param workers who may help with questions that do not depend on each other
    public DisruptionPass(PassInput input, PassMemory memory, Deadlines deadlines, SideBySide workers) {
        this(input, memory, deadlines, workers, way(input), way(input) == Way.OURS);
    }

    private static Way way(PassInput input) {
        return switch (input.round().options().mode()) {
            case DEFAULT -> Way.OURS;
            case REFERENCE -> Way.KARPENTERS;
        };
    }

    private DisruptionPass(
            PassInput input, PassMemory memory, Deadlines deadlines, SideBySide workers, Way way, boolean looksAhead) {
        this.input = input;
        this.round = input.round();
        this.memory = memory;
        this.deadlines = deadlines;
        this.whatIfs = WhatIfs.of(round, workers);
        this.reference = way == Way.KARPENTERS;
        this.looksAhead = looksAhead;
        this.held = HeldNodes.of(input.waiting());
        this.damping = memory.damping().at(round.now());
        skipVainOnes();
    }

    /// A whole pass at once, without time limits, on the caller's thread.
    public static PassOutcome whole(PassInput input, PassMemory memory) {
        var pass = new DisruptionPass(input, memory, Deadlines.none(), SideBySide.alone());
        while (pass.hasNext()) {
            pass.next();
        }
        return pass.outcome();
    }

    /// A whole pass as part of a [Rollout]: one way or the other, whatever the mode, and no look ahead.
    static PassOutcome ahead(PassInput input, PassMemory memory, Way way, Deadlines deadlines) {
        var pass = new DisruptionPass(input, memory, deadlines, SideBySide.alone(), way, false);
        while (pass.hasNext()) {
            pass.next();
        }
        return pass.outcome();
    }

    /// Whether there is a method left to run.
    public boolean hasNext() {
        return !methods.isEmpty();
    }

    /// Runs the next method. Each takes time, so the caller may want to measure it.
    public MethodEvaluation next() {
        DisruptionMethod method = methods.poll();
        if (method == null) {
            throw new NoSuchElementException("the pass is over");
        }
        MethodEvaluation evaluation = reference ? asKarpenter(method) : evaluate(method);
        evaluations.add(evaluation);
        for (DisruptionCommand command : evaluation.proposal().commands()) {
            commands.add(new PassOutcome.Planned(method, command));
        }
        timedOut = timedOut || evaluation.proposal().timedOut();
        remember(method, evaluation);
        if (reference && !commands.isEmpty()) {
            methods.clear();
        }
        skipVainOnes();
        if (looksAhead && methods.isEmpty() && !commands.isEmpty()) {
            lookAhead();
        }
        return evaluation;
    }

    /// Whether commands that were found with what waits thought done may be begun beside it: they need nothing
    /// of what it counts on or creates, and budgets reach for both.
    private boolean possibleNow(List<PassOutcome.Planned> planned) {
        var both = HeldNodes.of(input.waiting());
        var there = new TreeSet<String>();
        round.cluster().nodes().forEach(node -> there.add(node.name()));
        for (PassOutcome.Planned next : planned) {
            DisruptionCommand command = next.command();
            var needed = new TreeSet<>(command.placements().sequencedKeySet());
            command.candidates().forEach(candidate -> needed.add(candidate.name()));
            if (both.touches(command) || !there.containsAll(needed)) {
                return false;
            }
            both.add(command);
            var budgets = DisruptionBudgets.of(round, command.reason());
            for (Candidate candidate : command.candidates()) {
                String pool = candidate.pool().name();
                if (both.removed(pool) > budgets.allowed(pool)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void lookAhead() {
        Rollout.Choice choice = new Rollout(input, memory, deadlines.in(LIMIT)).choose(commands);
        foresight = choice.foresight();
        PassOutcome instead = choice.instead();
        if (instead == null || !(foresight instanceof Foresight.Played played)) {
            return;
        }
        boolean now = possibleNow(instead.commands());
        var left = now
                ? new Refusal.WorseInTheEnd(
                        played.ours().pricePerHour(),
                        played.ours().podsMoved(),
                        played.karpenters().pricePerHour(),
                        played.karpenters().podsMoved())
                : new Refusal.Held();
        evaluations.replaceAll(evaluation -> evaluation.instead(now ? instead.evaluations() : List.of(), left));
        commands.clear();
        commands.addAll(now ? instead.commands() : List.of());
    }

    /// In the default mode the consolidations are one search, so they are remembered together or not at all.
    private void remember(DisruptionMethod method, MethodEvaluation evaluation) {
        var vain = new Exhausted(input.consolidationState(), evaluation);
        boolean joint = !reference && method instanceof MultiNodeConsolidation;
        if (!method.confirmed() || joint || !evaluation.proposal().exhausted()) {
            return;
        }
        if (reference || !(method instanceof SingleNodeConsolidation)) {
            exhausted.put(method.name(), vain);
        } else if (ofSeveral != null && ofSeveral.proposal().exhausted()) {
            exhausted.put(method.name(), vain);
            exhausted.put(ofSeveral.method().name(), new Exhausted(input.consolidationState(), ofSeveral));
        }
    }

    /// What came of it, once no method is left.
    public PassOutcome outcome() {
        return new PassOutcome(
                commands,
                evaluations,
                new PassMemory(exhausted, unreachedPools, unjudged, damping),
                foresight,
                timedOut);
    }

    /// Passes over methods that looked in vain in this very state of the cluster, at no fewer candidates than
    /// there are now: time alone adds some, when a nomination ends or a node has been quiet for long enough.
    private void skipVainOnes() {
        for (DisruptionMethod method = methods.peek(); method != null; method = methods.peek()) {
            Exhausted before = memory.exhausted().get(method.name());
            if (before == null || before.consolidationState() != input.consolidationState() || !held.isEmpty()) {
                return;
            }
            MethodEvaluation still = stillVain(method, before.evaluation());
            if (still == null) {
                return;
            }
            exhausted.put(method.name(), new Exhausted(input.consolidationState(), still));
            evaluations.add(still);
            methods.poll();
        }
    }

    /// What a method found in vain, with what is known of the nodes now; null when there are candidates it has not
    /// seen.
    private @Nullable MethodEvaluation stillVain(DisruptionMethod method, MethodEvaluation before) {
        var candidates = Candidates.of(round, method.strictness());
        var eligible = DisruptionMethods.eligible(method, round, candidates);
        var seen = names(before.eligible().eligible());
        if (!reference && method instanceof MultiNodeConsolidation) {
            // The joint search has seen all that its single nodes were, and tried some of them together.
            Exhausted singles = memory.exhausted().get(new SingleNodeConsolidation().name());
            SortedSet<String> all = singles == null
                    ? new TreeSet<>()
                    : names(singles.evaluation().eligible().eligible());
            if (!all.containsAll(names(eligible.eligible()))) {
                return null;
            }
            eligible = new DisruptionMethods.Eligible(
                    eligible.eligible().stream()
                            .filter(candidate -> seen.contains(candidate.name()))
                            .toList(),
                    eligible.refused());
        } else if (!seen.containsAll(names(eligible.eligible()))) {
            return null;
        }
        return new MethodEvaluation(
                method, candidates, eligible, DisruptionBudgets.of(round, method.reason()), before.proposal());
    }

    private static SortedSet<String> names(List<Candidate> candidates) {
        var names = new TreeSet<String>();
        candidates.forEach(candidate -> names.add(candidate.name()));
        return names;
    }

    private MethodEvaluation asKarpenter(DisruptionMethod method) {
        Duration limit = method.timeLimit();
        Deadline deadline = limit == null ? Deadline.none() : deadlines.in(limit);
        var evaluation = DisruptionMethods.evaluate(
                method, round, whatIfs.first(), Search.until(deadline).first(memory.unreachedPools()));
        unreachedPools = new TreeSet<>(evaluation.proposal().unreachedPools());
        boolean damped = round.options().mode() == DisruptionOptions.Mode.DEFAULT
                && evaluation.proposal().commands().stream()
                        .anyMatch(command -> damping.objection(command, round.now()) != null);
        return damped ? evaluation.with(List.of(), List.of(), new Refusal.Held()) : evaluation;
    }

    private MethodEvaluation evaluate(DisruptionMethod method) {
        if (method instanceof SingleNodeConsolidation && ofSingles != null) {
            return ofSingles;
        }
        var candidates = byStrictness.computeIfAbsent(method.strictness(), strict -> Candidates.of(round, strict));
        var eligible = DisruptionMethods.eligible(method, round, candidates);
        var budgets = DisruptionBudgets.of(round, method.reason());
        return switch (method) {
            case Emptiness _, StaticDrift _ -> {
                Proposal proposal = method.propose(
                        round, eligible.eligible(), budgets.less(held::removed), whatIfs.first(), Search.unlimited());
                proposal.commands().forEach(held::add);
                yield new MethodEvaluation(method, candidates, eligible, budgets, proposal);
            }
            case Drift _ -> {
                var search = new DriftSearch(round, budgets, whatIfs.first(), held, damping, deadlines.in(LIMIT));
                yield new MethodEvaluation(method, candidates, eligible, budgets, search.search(eligible.eligible()));
            }
            case MultiNodeConsolidation _, SingleNodeConsolidation _ -> consolidate(candidates, eligible, budgets);
        };
    }

    /// Both consolidations in one search. What it found about single nodes is kept for the method of these.
    private MethodEvaluation consolidate(
            Candidates candidates, DisruptionMethods.Eligible eligible, DisruptionBudgets budgets) {
        var open = new ArrayList<Candidate>();
        var refused = new TreeMap<String, Refusal>();
        for (Candidate candidate : eligible.eligible()) {
            if (held.nodes().contains(candidate.name())) {
                refused.put(candidate.name(), new Refusal.Held());
            } else {
                open.add(candidate);
            }
        }
        boolean limited = !refused.isEmpty();
        var found = new ConsolidationSearch(round, open, budgets, whatIfs, held, damping, deadlines.in(LIMIT))
                .search(memory.unjudged());
        boolean late = !found.unjudged().isEmpty();
        unjudged = leftOfTheLap(memory.unjudged(), found.unjudged());
        limited = limited || found.limited();
        refused.putAll(found.refusedAlone());
        var alone = new Proposal(found.alone(), refused, limited, late, new TreeSet<>(), found.weighedAlone());
        ofSingles = new MethodEvaluation(new SingleNodeConsolidation(), candidates, eligible, budgets, alone);
        var together = new Proposal(
                found.together(), found.refusedTogether(), limited, late, new TreeSet<>(), found.weighedTogether());
        // Nodes that were not tried with others have a verdict from being judged alone, which says more.
        var tried = new DisruptionMethods.Eligible(tried(open, found), eligible.refused());
        ofSeveral = new MethodEvaluation(new MultiNodeConsolidation(), candidates, tried, budgets, together);
        return ofSeveral;
    }

    /// Passes that run out of time go round the cluster in laps: nodes that had their turn in this lap come
    /// after those that had not.
    private static SortedSet<String> leftOfTheLap(SortedSet<String> before, SortedSet<String> unjudged) {
        var left = new TreeSet<>(before);
        left.retainAll(unjudged);
        return left.isEmpty() ? new TreeSet<>(unjudged) : left;
    }

    private static List<Candidate> tried(List<Candidate> open, ConsolidationSearch.Found found) {
        var names = new TreeSet<>(found.refusedTogether().sequencedKeySet());
        found.together().forEach(command -> command.candidates().forEach(candidate -> names.add(candidate.name())));
        return open.stream()
                .filter(candidate -> names.contains(candidate.name()))
                .toList();
    }
}
