package sh.karpenter.core.scheduling.solve;

import sh.karpenter.core.scheduling.check.FitChecks;
import sh.karpenter.core.scheduling.check.Verdict;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNodes;
import sh.karpenter.core.scheduling.sim.NewNode;
import sh.karpenter.core.scheduling.sim.PodVariant;
import sh.karpenter.core.scheduling.sim.SimulatedNode;

/// Counts how many of the pods that wait behind a placed one, and are like it, go to the same node; they need no
/// search of their own.
///
/// It must be what taking them one by one would do, so it counts only where that can be shown:
/// 1. Nothing but room can come in between: the pods have no part in spread and affinity, ask for no host ports,
///    volumes or reserved capacity, and no preference was given up for the placed one.
/// 2. The next of them would ask this node first. Of the existing nodes before it each has refused the shape for
///    good. Among the opened ones it stays the first that has not, see [#lead].
/// 3. Room: `n` such pods fit one after another exactly if `n` times their requests fit at once, because both what
///    is left of a node and the instance types that would do only shrink. So the same [FitChecks] are asked with
///    [Attempt#times], for doubled numbers first and then between the last two.
///
/// With the option `checked` every pod goes its own way, so that what comes out here has something to be compared
/// with.
final class LikePods {
    private static final int ANY_NUMBER = Integer.MAX_VALUE;

    private final ExistingNodes existing;
    private final ClaimOrder open;
    private final Attempt attempt;
    private final Deadline deadline;
    private final boolean allowed;

    LikePods(CompiledCluster cluster, ExistingNodes existing, ClaimOrder open, Attempt attempt, Deadline deadline) {
        this.existing = existing;
        this.open = open;
        this.attempt = attempt;
        this.deadline = deadline;
        // In a what-if of consolidation it matters for each pod whether it runs now.
        this.allowed = !cluster.problem().options().checked()
                && !cluster.problem().options().consolidation()
                && attempt.reservationBook().isEmpty();
    }

    /// How many pods from the head of the queue join the node that has just taken one like them. The attempt is
    /// left as it passed for them together.
    ///
    /// @param variant of the placed pod, with nothing given up
    int count(PodQueue queue, PodVariant variant, SimulatedNode node) {
        if (!allowed || !variant.onlyRoomMatters()) {
            return 0;
        }
        int waiting = queue.alike(variant.index());
        if (waiting == 0 || !attempt.topology().repelling(variant.identity()).isEmpty()) {
            return 0;
        }
        int first = variant.nextHost(0, existing.size());
        if (node instanceof NewNode claim) {
            if (first < existing.size() || claim.pool().minValues()) {
                return 0;
            }
            return fitting(queue, variant, node, Math.min(waiting, lead(variant, claim)));
        }
        return first == node.host() ? fitting(queue, variant, node, waiting) : 0;
    }

    /// How many more pods a node can take and still be the first of the opened ones that has not refused them.
    ///
    /// Up to 12 nodes it goes before all others with its number of pods; so it leads until it has one pod more than
    /// the next that has not refused. Of more nodes only that is known: while it has no more pods than the one
    /// behind it, nothing moves.
    private int lead(PodVariant variant, NewNode node) {
        open.sort();
        int position = nextOpen(variant, 0);
        if (position == open.size() || open.get(position).host() != node.host()) {
            return 0;
        }
        boolean stable = open.stable();
        int rival = stable ? nextOpen(variant, position + 1) : position + 1;
        if (rival == open.size()) {
            return ANY_NUMBER;
        }
        int ahead = open.get(rival).placed().size() - node.placed().size();
        return stable ? ahead + 1 : ahead;
    }

    private int nextOpen(PodVariant variant, int from) {
        int position = from;
        while (position < open.size() && variant.hasRefused(open.get(position).host())) {
            position++;
        }
        return position;
    }

    /// The greatest number of pods up to a limit that fit together, polling the deadline for each as the loop
    /// would.
    private int fitting(PodQueue queue, PodVariant variant, SimulatedNode node, int limit) {
        if (limit == 0) {
            return 0;
        }
        Verdict one = test(queue, variant, node, 1);
        if (one != Verdict.FITS) {
            if (one == Verdict.NEVER) {
                variant.refusedBy(node.host());
            }
            return 0;
        }
        int fits = 1;
        int tooMany = ANY_NUMBER;
        while (fits < limit && tooMany - fits > 1) {
            int tried = tooMany == ANY_NUMBER ? (int) Math.min(limit, fits * 2L) : (fits + tooMany) >>> 1;
            if (test(queue, variant, node, tried) == Verdict.FITS) {
                fits = tried;
            } else {
                tooMany = tried;
            }
        }
        int inTime = 0;
        while (inTime < fits && !deadline.passed()) {
            inTime++;
        }
        if (inTime > 0) {
            test(queue, variant, node, inTime);
        }
        return inTime;
    }

    private Verdict test(PodQueue queue, PodVariant variant, SimulatedNode node, int times) {
        attempt.begin(queue.get(0).pod(), variant, node, false);
        attempt.times(times);
        return FitChecks.test(attempt);
    }
}
