package sh.karpenter.controllers.provisioning;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.metric.MetricLabels;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.state.ClusterEvent;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.client.store.NodeClaims;
import sh.karpenter.kube.client.store.NodePools;
import sh.karpenter.kube.client.store.WriteOutcome;
import sh.karpenter.kube.mapping.NodeClaimMapping;
import sh.karpenter.kube.mapping.ProposedClaimMapping;
import sh.karpenter.kube.mapping.ResourcesMapping;
import sh.karpenter.kube.provider.MeterSink;

/// Creates the claim object of a proposed machine, if the pool still allows it. The picture of the cluster
/// knows of it at once, so that the next decision does.
public final class ClaimCreation {
    private static final Logger log = LoggerFactory.getLogger("controller");

    private final NodePools pools;
    private final NodeClaims claims;
    private final LiveCluster cluster;
    private final ProposedClaimMapping mapping;
    private final PodPlans plans;
    private final MeterSink meters;

    /// Creates into these stores.
    public ClaimCreation(
            NodePools pools,
            NodeClaims claims,
            LiveCluster cluster,
            ProposedClaimMapping mapping,
            PodPlans plans,
            MeterSink meters) {
        this.pools = pools;
        this.claims = claims;
        this.cluster = cluster;
        this.mapping = mapping;
        this.plans = plans;
        this.meters = meters;
    }

    /// Creates the claim.
    ///
    /// @param reason why, as the metric says it: `provisioned`, or a reason of disruption
    public Creation create(ProposedNodeClaim proposed, String reason) {
        return create(proposed, reason, Map.of());
    }

    /// Creates the claim.
    ///
    /// @param reason why, as the metric says it: `provisioned`, or a reason of disruption
    /// @param annotations what the claim is to say besides
    public Creation create(ProposedNodeClaim proposed, String reason, Map<String, String> annotations) {
        NodePool pool = pools.find(proposed.pool().name());
        String limit = pool == null ? null : exceededLimit(pool);
        return switch (decide(pool, limit)) {
            case Decision.Refuse(var why) -> new Creation.Refused(why);
            case Decision.Create(var from) -> write(proposed, from, reason, annotations);
        };
    }

    private @Nullable String exceededLimit(NodePool pool) {
        var usage =
                PoolUsage.of(pool.getMetadata().getName(), cluster.snapshot().nodes());
        Resources limits = ResourcesMapping.toCore(pool.getSpec().limits());
        return PoolUsage.exceeded(usage, limits);
    }

    private static Decision decide(@Nullable NodePool pool, @Nullable String exceededLimit) {
        if (pool == null) {
            return new Decision.Refuse("nodepool does not exist");
        }
        return exceededLimit == null
                ? new Decision.Create(pool)
                : new Decision.Refuse("resource usage exceeds limit of " + exceededLimit);
    }

    private Creation write(ProposedNodeClaim proposed, NodePool pool, String reason, Map<String, String> annotations) {
        NodeClaim claim = mapping.toWire(proposed, pool);
        claim.getMetadata().getAnnotations().putAll(annotations);
        return switch (claims.create(claim)) {
            case WriteOutcome.Written<NodeClaim> written -> created(proposed, written.object(), reason);
            case WriteOutcome.Unchanged<NodeClaim> unchanged -> created(proposed, unchanged.object(), reason);
            case WriteOutcome.Conflict<NodeClaim> conflict -> new Creation.Refused(conflict.message());
            case WriteOutcome.Gone<NodeClaim> _ -> new Creation.Refused("the server does not know NodeClaims");
            case WriteOutcome.Refused<NodeClaim> refused -> new Creation.Refused(refused.message());
        };
    }

    private Creation created(ProposedNodeClaim proposed, NodeClaim claim, String reason) {
        String name = claim.getMetadata().getName();
        cluster.apply(new ClusterEvent.NodeClaimSeen(NodeClaimMapping.toCore(claim)));
        plans.planned(name, proposed.pods());
        log.atInfo()
                .addKeyValue("NodePool", Map.of("name", proposed.pool().name()))
                .addKeyValue("NodeClaim", Map.of("name", name))
                .addKeyValue("requests", ResourcesMapping.toText(proposed.requests()))
                .addKeyValue("instance-types", typeNames(proposed.types()))
                .log("created nodeclaim");
        meters.count(
                "nodeclaims_created_total",
                MetricLabels.of(
                        "reason", reason,
                        "nodepool", proposed.pool().name(),
                        "min_values_relaxed", Boolean.toString(proposed.minValuesRelaxed())),
                1);
        return new Creation.Created(name);
    }

    private static String typeNames(List<InstanceType> types) {
        return NameList.of(types.stream().map(InstanceType::name).toList());
    }

    private sealed interface Decision {
        record Create(NodePool pool) implements Decision {}

        record Refuse(String reason) implements Decision {}
    }

    /// What became of a creation.
    public sealed interface Creation {

        /// The claim exists.
        ///
        /// @param claim its name
        record Created(String claim) implements Creation {}

        /// There is no claim.
        ///
        /// @param reason why
        record Refused(String reason) implements Creation {}
    }
}
