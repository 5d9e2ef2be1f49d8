package sh.karpenter.core.scheduling.sim;

import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.scheduling.compiled.Bits;
import sh.karpenter.core.scheduling.compiled.CompiledShape;
import sh.karpenter.core.scheduling.topology.TopologyGroup;

/// A pod shape on one rung of the ladder of preferences, ready to be compared with nodes; all pods of the shape
/// share it.
///
/// It also remembers which nodes have refused it for good: nodes only fill up and narrow during a solve, so
/// most refusals hold to its end, and the next pod of the shape need not ask again.
public final class PodVariant {
    private static final long[] NOBODY = new long[0];

    private final CompiledShape compiled;
    private final PodShape shape;
    private final Wishes wishes;
    private final TopologyGroup[] groups;
    private final boolean[] self;
    private final TopologyGroup[] inverse;
    private final int[] volumeZones;
    private final AttachedVolumes volumes;

    /// Per host whether it has refused for good; those before the first that has not need not be in it.
    private long[] refused = NOBODY;
    private int firstHost;
    private int failedAt = -1;

    /// What it wants of labels and taints.
    ///
    /// @param wanted required labels and the heaviest preference, without host name, as requirements id
    /// @param required required labels without host name
    /// @param wantedWithHost required labels and the heaviest preference, as requirements id
    /// @param hostname what is required of the host name, null for nothing
    /// @param hostnameWanted the same with the heaviest preference
    /// @param tolerations id of its tolerations
    public record Wishes(
            int wanted,
            int required,
            int wantedWithHost,
            @Nullable ValueSet hostname,
            @Nullable ValueSet hostnameWanted,
            int tolerations) {}

    /// @param compiled the shape as the pod came
    /// @param shape the shape on this rung
    /// @param groups constraints of its own
    /// @param self per group: whether it selects the pod
    /// @param inverse groups that its required anti-affinity makes
    /// @param volumeZones alternatives that its volumes leave, as requirement ids; empty for no constraint
    /// @param volumes its volumes
    public PodVariant(
            CompiledShape compiled,
            PodShape shape,
            Wishes wishes,
            TopologyGroup[] groups,
            boolean[] self,
            TopologyGroup[] inverse,
            int[] volumeZones,
            AttachedVolumes volumes) {
        this.compiled = compiled;
        this.shape = shape;
        this.wishes = wishes;
        this.groups = groups;
        this.self = self;
        this.inverse = inverse;
        this.volumeZones = volumeZones;
        this.volumes = volumes;
    }

    /// Whether nothing but room on the node can keep a pod away that is like one already there, as far as its own
    /// demands go: no part in topology, no host ports, no volumes.
    public boolean onlyRoomMatters() {
        return groups.length == 0
                && inverse.length == 0
                && volumeZones.length == 0
                && volumes.claims().isEmpty()
                && shape.hostPorts().isEmpty();
    }

    /// The shape on this rung.
    public PodShape shape() {
        return shape;
    }

    /// Its number among the shapes of the problem.
    public int index() {
        return compiled.index();
    }

    /// What it asks for, per axis.
    public long[] requests() {
        return compiled.requests();
    }

    /// The axes that it names.
    public long presence() {
        return compiled.presence();
    }

    /// Number of its labels, as selectors see them.
    public int identity() {
        return compiled.identity();
    }

    /// What it wants of labels and taints.
    public Wishes wishes() {
        return wishes;
    }

    /// Constraints of its own.
    public TopologyGroup[] groups() {
        return groups;
    }

    /// Whether a group of its own selects it.
    public boolean selfSelected(int group) {
        return self[group];
    }

    /// Groups that its required anti-affinity makes.
    public TopologyGroup[] inverse() {
        return inverse;
    }

    /// Alternatives that its volumes leave.
    public int[] volumeZones() {
        return volumeZones;
    }

    /// Its volumes.
    public AttachedVolumes volumes() {
        return volumes;
    }

    /// The first host that has not refused for good, at or after the given one; `end` when there is none before.
    public int nextHost(int from, int end) {
        return Math.min(end, Bits.nextAbsent(refused, Math.max(from, firstHost)));
    }

    /// Those of 64 hosts that have refused for good, as bits; of the ones before [#nextHost] from 0 it may not
    /// know.
    long refused(int word) {
        return word < refused.length ? refused[word] : 0;
    }

    /// Whether a host has refused for good.
    public boolean hasRefused(int host) {
        return host < firstHost || Bits.has(refused, host);
    }

    /// Remembers that a host has refused for good.
    public void refusedBy(int host) {
        // Mostly they refuse one after another from the first on, and then there is no need of a set.
        if (host == firstHost) {
            firstHost = Bits.nextAbsent(refused, host + 1);
        } else {
            refused = Bits.grown(refused, host);
        }
    }

    /// Remembers that the hosts from one to before another have refused for good.
    public void refusedBy(int from, int end) {
        if (from == firstHost) {
            firstHost = Bits.nextAbsent(refused, end);
        } else {
            refused = Bits.grown(refused, from, end);
        }
    }

    /// The state of the solve in which it last fitted nowhere, -1 when it never failed.
    public int failedAt() {
        return failedAt;
    }

    /// Remembers the state of the solve in which it fitted nowhere.
    public void failedAt(int state) {
        failedAt = state;
    }
}
