package sh.karpenter.controllers.disruption;

import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.provisioning.ClaimCreation;
import sh.karpenter.controllers.provisioning.PoolCatalogues;
import sh.karpenter.controllers.provisioning.ResultRecorder;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.candidate.PoolCosts;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.state.ClusterEvent;

/// The world of disruption in a running controller: the picture that provisioning works with too, and its way to
/// create claims.
public final class LiveDisruptionWorld implements DisruptionWorld {
    /// Consolidation looks again after this long although nothing changed: prices and offerings may have.
    private static final long LOOK_AGAIN_MILLIS = 300_000;

    private final LiveCluster cluster;
    private final PoolCatalogues catalogues;
    private final LabelVocabulary labels;
    private final SchedulingOptions scheduling;
    private final DisruptionOptions options;
    private final ClaimCreation creation;
    private final ResultRecorder recorder;
    private final InstantSource clock;

    public LiveDisruptionWorld(
            LiveCluster cluster,
            PoolCatalogues catalogues,
            LabelVocabulary labels,
            SchedulingOptions scheduling,
            DisruptionOptions options,
            ClaimCreation creation,
            ResultRecorder recorder,
            InstantSource clock) {
        this.cluster = cluster;
        this.catalogues = catalogues;
        this.labels = labels;
        this.scheduling = scheduling;
        this.options = options;
        this.creation = creation;
        this.recorder = recorder;
        this.clock = clock;
    }

    @Override
    public @Nullable DisruptionRound observe(Collection<String> queued) {
        if (!cluster.synced()) {
            return null;
        }
        ClusterSnapshot snapshot = cluster.snapshot();
        var pools = catalogues.known(snapshot.nodePools());
        return new DisruptionRound(
                snapshot,
                pools,
                new TreeSet<>(queued),
                labels,
                scheduling,
                options,
                PoolCosts.of(snapshot, pools),
                clock.instant());
    }

    @Override
    public long consolidationState() {
        long epoch = clock.millis() / LOOK_AGAIN_MILLIS;
        return cluster.consolidationGeneration() * 31 + epoch;
    }

    @Override
    public Creation create(ProposedNodeClaim replacement, DisruptionReason reason, Map<String, String> annotations) {
        return switch (creation.create(replacement, reason.label(), annotations)) {
            case ClaimCreation.Creation.Created(var claim) -> {
                recorder.planned(claim, replacement.pods());
                yield new Creation.Created(claim);
            }
            case ClaimCreation.Creation.Refused(var why) -> new Creation.NotCreated(why);
        };
    }

    @Override
    public void markForDeletion(Collection<String> nodes) {
        cluster.apply(new ClusterEvent.MarkedForDeletion(providerIds(nodes)));
    }

    @Override
    public void unmarkForDeletion(Collection<String> nodes) {
        cluster.apply(new ClusterEvent.UnmarkedForDeletion(providerIds(nodes)));
    }

    private SortedSet<String> providerIds(Collection<String> names) {
        var ids = new TreeSet<String>();
        for (ClusterNode node : cluster.snapshot().nodes()) {
            if (names.contains(node.name()) && node.claim() != null) {
                ids.add(node.claim().status().providerId());
            }
        }
        return ids;
    }

    @Override
    public void recordPlacements(DisruptionCommand command) {
        recorder.placed(command.placements());
    }
}
