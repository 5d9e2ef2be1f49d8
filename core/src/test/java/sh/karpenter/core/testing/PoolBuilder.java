package sh.karpenter.core.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.node.DisruptionPolicy;
import sh.karpenter.core.model.node.DisruptionPolicy.Budget;
import sh.karpenter.core.model.node.DisruptionPolicy.ConsolidationPolicy;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;

/// Builds a pool: `nodePool("default").budget("10%")`. Unless said otherwise it is ready, wants everything
/// consolidated at once, and has no budgets, which means no limit.
public final class PoolBuilder {
    static final NodeClassRef NODE_CLASS = new NodeClassRef("karpenter.test.sh", "TestNodeClass", "default");

    private final String name;
    private final List<Budget> budgets = new ArrayList<>();
    private final List<LabelExpression> requirements = new ArrayList<>();
    private ConsolidationPolicy policy = ConsolidationPolicy.WHEN_EMPTY_OR_UNDERUTILIZED;
    private @Nullable Duration consolidateAfter = Duration.ZERO;
    private @Nullable Long replicas;
    private @Nullable DisruptionPolicy disruption;
    private Resources limits = Resources.none();
    private int weight;

    private PoolBuilder(String name) {
        this.name = name;
    }

    /// A pool of that name.
    public static PoolBuilder nodePool(String name) {
        return new PoolBuilder(name);
    }

    /// Another policy.
    public PoolBuilder policy(ConsolidationPolicy value) {
        policy = value;
        return this;
    }

    /// How long its nodes have to be quiet; null for never.
    public PoolBuilder consolidateAfter(@Nullable Duration value) {
        consolidateAfter = value;
        return this;
    }

    /// A budget that is always active; without reasons for all.
    public PoolBuilder budget(String nodes, String... reasons) {
        return budget(new Budget(nodes, reasons.length == 0 ? null : List.of(reasons), null, null));
    }

    /// Any budget.
    public PoolBuilder budget(Budget value) {
        budgets.add(value);
        return this;
    }

    /// A say on disruption of its own, whatever else is set.
    public PoolBuilder disruption(DisruptionPolicy value) {
        disruption = value;
        return this;
    }

    /// Demands something of its machines.
    public PoolBuilder requires(LabelExpression expression) {
        requirements.add(expression);
        return this;
    }

    /// Keeps so many nodes.
    public PoolBuilder replicas(long value) {
        replicas = value;
        return this;
    }

    /// May have so many nodes.
    public PoolBuilder nodeLimit(long value) {
        limits = limits.with(ResourceNames.NODES, value);
        return this;
    }

    /// Comes before pools of less weight.
    public PoolBuilder weight(int value) {
        weight = value;
        return this;
    }

    /// The pool.
    public NodePool build() {
        return new NodePool(
                name,
                "uid-" + name,
                weight,
                new TreeMap<>(),
                new TreeMap<>(),
                requirements,
                List.of(),
                List.of(),
                NODE_CLASS,
                null,
                null,
                limits,
                disruption == null ? new DisruptionPolicy(policy, consolidateAfter, budgets) : disruption,
                replicas,
                true,
                false,
                "",
                "");
    }
}
