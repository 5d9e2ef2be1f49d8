package sh.karpenter.core.disruption.budget;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.node.DisruptionPolicy.Budget;
import sh.karpenter.core.model.node.NodePool;

/// How many nodes each pool may lose now for one reason.
///
/// 1. A pool's nodes are its initialised or rebooting ones that are not yet being terminated.
/// 2. The pool allows the smallest of its budgets that cover the reason; a budget that cannot be read allows none.
/// 3. Off that go the nodes that are being disrupted already, for whatever reason, and those that are not ready.
///
/// @param reason the reason
/// @param allowed pool name to how many more nodes may be disrupted
/// @param limits pool name to how many of its nodes may be disrupted at once, [BudgetRule#UNLIMITED] for any number
/// @param disrupting pool name to how many of its nodes are disrupted or not ready; none when missing
/// @param planned pool name to how many more are as good as gone ([#less]); none when missing
/// @param exhausted pool names of which no disruption is allowed at all, though they have nodes
/// @param unreadable pool name to what is wrong with a budget of it
public record DisruptionBudgets(
        DisruptionReason reason,
        SequencedMap<String, Integer> allowed,
        SequencedMap<String, Integer> limits,
        SequencedMap<String, Integer> disrupting,
        SequencedMap<String, Integer> planned,
        List<String> exhausted,
        SequencedMap<String, String> unreadable) {

    public DisruptionBudgets {
        allowed = Collections.unmodifiableSequencedMap(new TreeMap<>(allowed));
        limits = Collections.unmodifiableSequencedMap(new TreeMap<>(limits));
        disrupting = Collections.unmodifiableSequencedMap(new TreeMap<>(disrupting));
        planned = Collections.unmodifiableSequencedMap(new TreeMap<>(planned));
        exhausted = List.copyOf(exhausted);
        unreadable = Collections.unmodifiableSequencedMap(new TreeMap<>(unreadable));
    }

    /// The budgets of all pools of a round.
    public static DisruptionBudgets of(DisruptionRound round, DisruptionReason reason) {
        var nodes = new TreeMap<String, Integer>();
        var disrupting = new TreeMap<String, Integer>();
        for (ClusterNode node : round.cluster().nodes()) {
            if (!counts(node)) {
                continue;
            }
            String pool = node.nodePool();
            nodes.merge(pool, 1, Integer::sum);
            if (disrupting(node, reason)) {
                disrupting.merge(pool, 1, Integer::sum);
            }
        }
        var allowed = new TreeMap<String, Integer>();
        var limits = new TreeMap<String, Integer>();
        var exhausted = new ArrayList<String>();
        var unreadable = new TreeMap<String, String>();
        for (NodePool pool : round.cluster().nodePools()) {
            int size = nodes.getOrDefault(pool.name(), 0);
            int limit = allowed(pool, reason, size, round, unreadable);
            if (limit == 0 && size > 0) {
                exhausted.add(pool.name());
            }
            limits.put(pool.name(), limit);
            allowed.put(pool.name(), Math.max(0, limit - disrupting.getOrDefault(pool.name(), 0)));
        }
        return new DisruptionBudgets(reason, allowed, limits, disrupting, new TreeMap<>(), exhausted, unreadable);
    }

    private static boolean counts(ClusterNode node) {
        return node.managed()
                && node.claim() != null
                && (node.initialized() || node.rebooting())
                && !node.claim().is("InstanceTerminating");
    }

    private static boolean disrupting(ClusterNode node, DisruptionReason reason) {
        boolean notReady = node.node() != null && !node.node().ready();
        return node.markedForDeletion() || node.rebooting() || (reason != DisruptionReason.UNHEALTHY && notReady);
    }

    private static int allowed(
            NodePool pool,
            DisruptionReason reason,
            int nodes,
            DisruptionRound round,
            SequencedMap<String, String> unreadable) {
        if (!pool.disruption().unreadable().isEmpty()) {
            unreadable.put(pool.name(), String.join("; ", pool.disruption().unreadable()));
            return 0;
        }
        int limit = BudgetRule.UNLIMITED;
        for (Budget budget : pool.disruption().budgets()) {
            if (!BudgetRule.covers(budget, reason)) {
                continue;
            }
            try {
                limit = Math.min(limit, BudgetRule.read(budget).allowed(nodes, round.now()));
            } catch (IllegalArgumentException notABudget) {
                // A budget that nobody understands must not let anything through.
                unreadable.put(pool.name(), String.valueOf(notABudget.getMessage()));
                limit = 0;
            }
        }
        return limit;
    }

    /// What of a pool's disruption settings cannot be read, because of which no node of it may go (for the reasons
    /// that an unreadable budget covers); empty when all can. For a condition of the pool.
    ///
    /// @return each names field, value and problem: `spec.disruption.budgets[0].nodes: "x": ...`
    public static List<String> problems(NodePool pool) {
        var problems = new ArrayList<>(pool.disruption().unreadable());
        List<Budget> budgets = pool.disruption().budgets();
        for (int i = 0; i < budgets.size(); i++) {
            try {
                BudgetRule.read(budgets.get(i));
            } catch (IllegalArgumentException notABudget) {
                problems.add("spec.disruption.budgets[" + i + "]." + notABudget.getMessage());
            }
        }
        return problems;
    }

    /// How many more nodes the pool may lose; none for a pool that is not known.
    public int allowed(String pool) {
        return allowed.getOrDefault(pool, 0);
    }

    /// The budgets when some nodes of each pool are as good as gone.
    ///
    /// @param taken pool name to how many
    public DisruptionBudgets less(ToIntFunction<String> taken) {
        var left = new TreeMap<String, Integer>();
        var gone = new TreeMap<>(planned);
        allowed.forEach((pool, count) -> {
            int more = taken.applyAsInt(pool);
            left.put(pool, Math.max(0, count - more));
            gone.merge(pool, more, Integer::sum);
        });
        return new DisruptionBudgets(reason, left, limits, disrupting, gone, exhausted, unreadable);
    }
}
