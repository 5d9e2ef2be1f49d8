package sh.karpenter.controllers.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.disruption.DisruptionWorld;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.state.ClusterEvent;

/// Gives disruption the same picture, catalogues and creation of claims that provisioning uses.
public final class LiveDisruptionWorld implements DisruptionWorld {
    /// Source: Karpenter's cluster state: consolidation looks again at the latest after this time.
    private static final Duration LONGEST_UNCHANGED = Duration.ofMinutes(5);

    private final LiveCluster cluster;
    private final PoolCatalogues catalogues;
    private final LabelVocabulary labels;
    private final SchedulingOptions scheduling;
    private final DisruptionOptions options;
    private final ClaimCreation creation;
    private final ResultRecorder recorder;
    private final InstantSource clock;

    private long knownGeneration = -1;
    private long state;
    private Instant moved = Instant.EPOCH;

    /// Shares what provisioning uses.
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
        return new DisruptionRound(
                snapshot,
                catalogues.known(snapshot.nodePools()),
                new TreeSet<>(queued),
                labels,
                scheduling,
                options,
                clock.instant());
    }

    @Override
    public synchronized long consolidationState() {
        long generation = cluster.consolidationGeneration();
        Instant now = clock.instant();
        if (generation != knownGeneration || !now.isBefore(moved.plus(LONGEST_UNCHANGED))) {
            knownGeneration = generation;
            moved = now;
            state++;
        }
        return state;
    }

    @Override
    public Creation create(ProposedNodeClaim replacement, DisruptionReason reason) {
        return switch (creation.create(replacement, reason.label())) {
            case ClaimCreation.Creation.Created(var claim) -> new Creation.Created(claim);
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
        for (ClusterNode machine : cluster.snapshot().nodes()) {
            if (names.contains(machine.name())) {
                ids.add(providerId(machine));
            }
        }
        ids.remove("");
        return ids;
    }

    private static String providerId(ClusterNode machine) {
        Node node = machine.node();
        if (node != null) {
            return node.providerId();
        }
        NodeClaim claim = machine.claim();
        return claim == null ? "" : claim.status().providerId();
    }

    @Override
    public void recordPlacements(DisruptionCommand command) {
        recorder.placed(command.placements());
    }
}
