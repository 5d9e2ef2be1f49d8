package sh.karpenter.core.disruption.forecast;

import java.time.Instant;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;

/// What a machine that is wanted will be: the cheapest of what was asked for, ready for work and quiet.
///
/// @param type its instance type
/// @param offering where and at what price it runs
record ForecastMachine(InstanceType type, Offering offering) {

    /// The cheapest launchable offering of the types asked for, the first of equals; null when there is none.
    static @Nullable ForecastMachine of(ProposedNodeClaim wanted, Set<String> wellKnown) {
        ForecastMachine best = null;
        for (InstanceType type : wanted.types()) {
            for (Offering offering : type.offerings()) {
                if (offering.launchable()
                        && (best == null || offering.pricePerHour() < best.offering.pricePerHour())
                        && wanted.requirements().compatible(offering.requirements(), wellKnown)) {
                    best = new ForecastMachine(type, offering);
                }
            }
        }
        return best;
    }

    /// As a node of the cluster, without pods.
    ClusterNode node(String name, ProposedNodeClaim wanted, Instant now) {
        NodePool pool = wanted.pool();
        var labels = new TreeMap<>(pool.labels());
        for (Requirements known : List.of(type.requirements(), wanted.requirements(), offering.requirements())) {
            known.byKey().forEach((key, requirement) -> {
                if (requirement.values() instanceof ValueSet.Only only
                        && only.values().size() == 1) {
                    labels.put(key, only.values().first());
                }
            });
        }
        labels.put(LabelKeys.NODE_POOL, pool.name());
        return node(name, pool, labels, type.capacity(), type.allocatable(offering), now);
    }

    /// A machine like one that is there, of the same pool, without its pods.
    static ClusterNode like(ClusterNode model, String name, NodePool pool, Instant now) {
        return node(name, pool, model.labels(), model.machineCapacity(), model.allocatable(), now);
    }

    private static ClusterNode node(
            String name,
            NodePool pool,
            SequencedMap<String, String> given,
            Resources capacity,
            Resources allocatable,
            Instant now) {
        var labels = new TreeMap<>(given);
        labels.put(LabelKeys.HOSTNAME, name);
        labels.put(LabelKeys.REGISTERED, "true");
        labels.put(LabelKeys.INITIALIZED, "true");
        String id = "forecast://" + name;
        var node = new Node(
                name,
                "uid-" + name,
                now,
                null,
                id,
                labels,
                new TreeMap<>(),
                pool.taints(),
                capacity,
                allocatable,
                conditions(now, "Ready"),
                new TreeMap<>());
        var spec = new NodeClaim.Spec(
                List.of(),
                Resources.none(),
                pool.taints(),
                List.of(),
                pool.nodeClass(),
                pool.expireAfter(),
                pool.terminationGracePeriod());
        var conditions = pool.disruption().consolidateAfter() == null
                ? conditions(now, "Launched", "Registered", "Initialized")
                : conditions(now, "Launched", "Registered", "Initialized", "Consolidatable");
        var status = new NodeClaim.Status(id, name, "", capacity, allocatable, conditions, now);
        var claim =
                new NodeClaim("claim-" + name, "uid-claim-" + name, now, null, labels, new TreeMap<>(), spec, status);
        return new ClusterNode(node, claim, List.of(), false, null);
    }

    private static SequencedMap<String, Condition> conditions(Instant at, String... types) {
        var result = new TreeMap<String, Condition>();
        for (String type : types) {
            result.put(type, new Condition(type, "True", type, "", at, 0));
        }
        return result;
    }
}
