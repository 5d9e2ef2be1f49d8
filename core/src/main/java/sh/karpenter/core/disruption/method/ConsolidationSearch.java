package sh.karpenter.core.disruption.method;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.command.HeldNodes;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Weighed;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.disruption.whatif.WhatIfs;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.scheduling.problem.Deadline;

/// Consolidation in the default mode: judges every candidate, then looks for as many commands as may be carried
/// out at the same time.
///
/// 1. Each candidate is judged alone, without a solve where a bound of the replacement's price decides; those
///    first that the last pass did not come to, then one of each pool in
///    turn.
///    These what-ifs do not depend on each other, so they may run side by side.
/// 2. The candidates with the best savings ([Slates]) are looked at together ([JointSearch]): several nodes removed
///    with at most one machine in their place. The best of what that finds and of the single nodes is taken, and so
///    on with the candidates that are left, on the nodes that no command counts on yet.
/// 3. Then single nodes are taken, best savings first, asked again with the nodes closed that commands count on.
///
/// All commands of one search leave each other's nodes and targets alone and stay within budgets together.
public final class ConsolidationSearch {
    /// How many times the best candidates that are left are looked at together.
    private static final int JOINT_ROUNDS = 8;

    /// After so many single nodes in a row that do not work out beside the commands found, the others are left
    /// to the next pass: room has become scarce.
    private static final int VAIN_TRIES = 32;

    private static final double SAME = 1e-9;

    private final DisruptionRound round;
    private final List<Candidate> eligible;
    private final DisruptionBudgets budgets;
    private final WhatIfs whatIfs;
    private final HeldNodes held;
    private final Damping damping;
    private final Deadline deadline;
    private final Balance balance;

    private final List<DisruptionCommand> together = new ArrayList<>();
    private final List<DisruptionCommand> alone = new ArrayList<>();
    private final TreeMap<String, Refusal> refusedAlone = new TreeMap<>();
    private final TreeMap<String, Refusal> refusedTogether = new TreeMap<>();
    private final TreeMap<String, DisruptionCommand> goers = new TreeMap<>();
    private final TreeSet<String> unjudged = new TreeSet<>();
    private final List<Weighed> weighedAlone = new ArrayList<>();
    private boolean limited;

    /// What was found.
    ///
    /// @param together commands that remove several nodes
    /// @param alone commands that remove one
    /// @param refusedTogether node name to why it was not removed with others; of the nodes tried
    /// @param refusedAlone node name to why it stays; of all nodes without a command
    /// @param limited whether a node was passed over only because of a budget or of what another command holds
    /// @param unjudged names of the nodes that the search did not come to
    /// @param weighedTogether the commands that remove several nodes as their pools find them; without any, the
    ///     rejection of one that else would have worked out
    /// @param weighedAlone what removing each single node is worth to its pool, where that works out
    public record Found(
            List<DisruptionCommand> together,
            List<DisruptionCommand> alone,
            SequencedMap<String, Refusal> refusedTogether,
            SequencedMap<String, Refusal> refusedAlone,
            boolean limited,
            SortedSet<String> unjudged,
            List<Weighed> weighedTogether,
            List<Weighed> weighedAlone) {}

    /// @param eligible the candidates of consolidation
    /// @param budgets how many nodes each pool may lose, before what is held
    /// @param held what commands count on already; what is found is added
    /// @param deadline polled between what-ifs
    public ConsolidationSearch(
            DisruptionRound round,
            List<Candidate> eligible,
            DisruptionBudgets budgets,
            WhatIfs whatIfs,
            HeldNodes held,
            Damping damping,
            Deadline deadline) {
        this.round = round;
        this.eligible = List.copyOf(eligible);
        this.budgets = budgets;
        this.whatIfs = whatIfs;
        this.held = held;
        this.damping = damping;
        this.deadline = deadline;
        this.balance = new Balance(round, eligible);
    }

    /// Searches.
    ///
    /// @param first names of the nodes to judge first
    public Found search(SortedSet<String> first) {
        judgeAll(fairly(first));
        boolean open = true;
        for (int i = 0; i < JOINT_ROUNDS && open && !deadline.passed(); i++) {
            open = takeBest();
        }
        takeSingles();
        return new Found(
                together, alone, refusedTogether, refusedAlone, limited, unjudged, weighedTogether(), weighedAlone);
    }

    private List<Weighed> weighedTogether() {
        var weighed = new ArrayList<Weighed>();
        for (DisruptionCommand command : together) {
            List<Candidate> moved = command.candidates();
            weighed.add(new Weighed(moved, true, balance.scores(moved, command.savings())));
        }
        for (Candidate candidate : eligible) {
            if (weighed.isEmpty()
                    && refusedTogether.get(candidate.name())
                            instanceof Refusal.NotTogether(int _, Refusal.OutOfBalance(var score))) {
                weighed.add(new Weighed(List.of(candidate), false, List.of(score)));
            }
        }
        return weighed;
    }

    private void judgeAll(List<Candidate> order) {
        List<Consolidation.@Nullable Verdict> verdicts = whatIfs.each(order, this::judgeAlone, deadline);
        for (int i = 0; i < order.size(); i++) {
            Candidate candidate = order.get(i);
            Consolidation.Verdict verdict = verdicts.get(i);
            Weighed weight = verdict == null ? null : balance.weighed(List.of(candidate), verdict);
            if (weight != null) {
                weighedAlone.add(weight);
            }
            switch (verdict) {
                case null -> {
                    unjudged.add(candidate.name());
                    refusedAlone.put(candidate.name(), new Refusal.NotReached(Refusal.Because.OUT_OF_TIME));
                }
                case Consolidation.Verdict.Stay(var why) -> refusedAlone.put(candidate.name(), why);
                case Consolidation.Verdict.Go(var command) -> goers.put(candidate.name(), command);
            }
        }
    }

    private Consolidation.Verdict judgeAlone(WhatIf whatIf, Candidate candidate) {
        Refusal hopeless = balance.hopeless(candidate);
        if (hopeless != null) {
            return new Consolidation.Verdict.Stay(hopeless);
        }
        double least = whatIf.leastReplacementPrice(candidate);
        if (least > 0 && least >= candidate.pricePerHour()) {
            return new Consolidation.Verdict.Stay(new Refusal.NotCheaper(candidate.pricePerHour(), least));
        }
        var consolidation = new Consolidation(round, whatIf, "single");
        return damped(balance.approved(consolidation.judge(List.of(candidate), held.nodes())), consolidation);
    }

    private Consolidation.Verdict damped(Consolidation.Verdict verdict, Consolidation consolidation) {
        return switch (verdict) {
            case Consolidation.Verdict.Stay stay -> stay;
            case Consolidation.Verdict.Go(var command) -> {
                DisruptionCommand finished = consolidation.finished(command);
                Refusal objection = damping.objection(finished, round.now());
                yield objection == null
                        ? new Consolidation.Verdict.Go(finished)
                        : new Consolidation.Verdict.Stay(objection);
            }
        };
    }

    /// The candidates that no command counts on and whose pools may lose a node, best savings first.
    private List<Candidate> free() {
        var free = new ArrayList<>(eligible);
        free.sort(Comparator.comparingDouble(Candidate::savingsRatio).reversed());
        free.removeIf(candidate -> held.nodes().contains(candidate.name()) || unjudged.contains(candidate.name()));
        var ofPool = new TreeMap<String, Integer>();
        free.forEach(candidate -> ofPool.merge(candidate.pool().name(), 1, Integer::sum));
        ofPool.forEach((pool, count) -> limited = limited || count > left(pool));
        free.removeIf(candidate -> left(candidate.pool().name()) == 0);
        return free;
    }

    private int left(String pool) {
        return Math.max(0, budgets.allowed(pool) - held.removed(pool));
    }

    /// Takes the best command there is now.
    ///
    /// @return whether there was one
    private boolean takeBest() {
        List<Candidate> free = free();
        if (free.isEmpty()) {
            return false;
        }
        var slates = Slates.of(
                free, candidate -> refusedAlone.get(candidate.name()) instanceof Refusal.PodsWithoutPlace, this::left);
        DisruptionCommand best = null;
        for (List<Candidate> slate : slates.best()) {
            best = betterOf(best, bestOf(slate));
        }
        for (List<Candidate> slate : slates.others()) {
            best = best == null ? bestOf(slate) : best;
        }
        if (best == null) {
            return false;
        }
        take(best);
        return true;
    }

    private @Nullable DisruptionCommand bestOf(List<Candidate> slate) {
        DisruptionCommand single = bestSingle(slate);
        if (slate.size() < 2) {
            return single;
        }
        var consolidation = new Consolidation(round, whatIfs.first(), "multi");
        return new JointSearch(
                        candidates -> judgeTogether(consolidation, candidates),
                        slate,
                        single,
                        refusedTogether,
                        deadline)
                .best();
    }

    /// The verdict on several nodes together; never on one, since the rules of one are not the same.
    private Consolidation.Verdict judgeTogether(Consolidation consolidation, List<Candidate> candidates) {
        Consolidation.Verdict verdict = switch (consolidation.judge(candidates, held.nodes())) {
            case Consolidation.Verdict.Stay stay -> stay;
            case Consolidation.Verdict.Go(DisruptionCommand.Delete delete) -> new Consolidation.Verdict.Go(delete);
            case Consolidation.Verdict.Go(DisruptionCommand.Replace replace) -> consolidation.withoutSameType(replace);
        };
        return touching(damped(balance.approved(verdict), consolidation));
    }

    private Consolidation.Verdict touching(Consolidation.Verdict verdict) {
        return verdict instanceof Consolidation.Verdict.Go(var command) && held.touches(command)
                ? new Consolidation.Verdict.Stay(new Refusal.Held())
                : verdict;
    }

    private @Nullable DisruptionCommand bestSingle(List<Candidate> free) {
        DisruptionCommand best = null;
        for (Candidate candidate : free) {
            DisruptionCommand command = goers.get(candidate.name());
            if (command != null && !held.touches(command) && (best == null || better(command, best))) {
                best = command;
            }
        }
        return best;
    }

    /// The better of two, the first of equals; null when there is neither.
    static @Nullable DisruptionCommand betterOf(@Nullable DisruptionCommand first, @Nullable DisruptionCommand second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return better(second, first) ? second : first;
    }

    /// More saved, or as much for fewer pods moved.
    static boolean better(DisruptionCommand command, DisruptionCommand than) {
        double difference = command.savings() - than.savings();
        return difference > SAME || (difference > -SAME && moved(command) < moved(than));
    }

    private static int moved(DisruptionCommand command) {
        int moved = 0;
        for (Candidate candidate : command.candidates()) {
            moved += candidate.pods().size();
        }
        return moved;
    }

    private void take(DisruptionCommand command) {
        (command.candidates().size() > 1 ? together : alone).add(command);
        held.add(command);
        for (Candidate candidate : command.candidates()) {
            goers.remove(candidate.name());
            refusedAlone.remove(candidate.name());
            refusedTogether.remove(candidate.name());
        }
    }

    private void takeSingles() {
        var left = new ArrayList<>(goers.values());
        left.sort(Comparator.comparingDouble((DisruptionCommand command) ->
                        command.candidates().getFirst().savingsRatio())
                .reversed());
        int vain = 0;
        for (DisruptionCommand command : left) {
            Candidate candidate = command.candidates().getFirst();
            String pool = candidate.pool().name();
            if (held.removed(pool) >= budgets.allowed(pool)) {
                limited = true;
                refusedAlone.put(candidate.name(), Spending.refusal(candidate, budgets, held.removed(pool)));
                continue;
            }
            DisruptionCommand now = held.touches(command) ? null : command;
            if (now == null && !held.nodes().contains(candidate.name()) && vain < VAIN_TRIES && !deadline.passed()) {
                now = touching(judgeAlone(whatIfs.first(), candidate)) instanceof Consolidation.Verdict.Go(var again)
                        ? again
                        : null;
                vain = now == null ? vain + 1 : 0;
            }
            if (now == null) {
                limited = true;
                refusedAlone.put(candidate.name(), new Refusal.Held());
            } else {
                take(now);
            }
        }
    }

    /// The nodes that come first, and then one of each pool in turn, best savings first; pools by weight, then by
    /// name.
    private List<Candidate> fairly(SortedSet<String> first) {
        var sorted = new ArrayList<>(eligible);
        sorted.sort(Comparator.comparing(
                        Candidate::pool,
                        Comparator.comparingInt((NodePool pool) -> -pool.weight())
                                .thenComparing(NodePool::name))
                .thenComparing(
                        Comparator.comparingDouble(Candidate::savingsRatio).reversed()));
        var result = new ArrayList<Candidate>(sorted.size());
        addInTurn(sorted.stream().filter(candidate -> first.contains(candidate.name())), result);
        addInTurn(sorted.stream().filter(candidate -> !first.contains(candidate.name())), result);
        return result;
    }

    private static void addInTurn(Stream<Candidate> sorted, List<Candidate> result) {
        var queues = new LinkedHashMap<String, ArrayDeque<Candidate>>();
        sorted.forEach(candidate -> queues.computeIfAbsent(candidate.pool().name(), _ -> new ArrayDeque<>())
                .add(candidate));
        while (!queues.isEmpty()) {
            queues.values().removeIf(queue -> {
                result.add(queue.removeFirst());
                return queue.isEmpty();
            });
        }
    }
}
