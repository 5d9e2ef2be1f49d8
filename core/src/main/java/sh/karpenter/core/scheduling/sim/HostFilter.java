package sh.karpenter.core.scheduling.sim;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.scheduling.topology.TopologyGroup;
import sh.karpenter.core.scheduling.topology.TopologyTracker;

/// The hosts that are worth asking for a pod: those that have not refused its shape for good and that no constraint
/// by host name keeps it from as things are.
///
/// It leaves out only hosts whose [sh.karpenter.core.scheduling.check.FitChecks] are sure to refuse, 64 of them
/// at a time. Without it, a pod that must be alone on its node asks every node that has one of its kind
/// already, and the time of a solve grows with the square of its pods (`testing/bench/run scaling`).
public final class HostFilter {
    private final TopologyTracker topology;
    private @Nullable PodVariant variant;
    private TopologyGroup[] away = new TopologyGroup[4];
    private int aways;
    private TopologyGroup[] near = new TopologyGroup[2];
    private int nears;

    /// A filter for the pods of a solve, to be told of each by [#begin].
    public HostFilter(TopologyTracker topology) {
        this.topology = topology;
    }

    /// Turns to a pod. What is placed after that may rule out more hosts, which the filter then does not know.
    public void begin(PodVariant pod) {
        variant = pod;
        aways = 0;
        nears = 0;
        TopologyGroup[] groups = pod.groups();
        for (int g = 0; g < groups.length; g++) {
            if (groups[g].key().hostname()) {
                add(groups[g], pod.selfSelected(g));
            }
        }
        List<TopologyGroup> repelling = topology.repelling(pod.identity());
        for (int g = 0; g < repelling.size(); g++) {
            if (repelling.get(g).key().hostname()) {
                stayAway(repelling.get(g));
            }
        }
    }

    private void add(TopologyGroup group, boolean self) {
        switch (group.kind()) {
            case ANTI_AFFINITY -> stayAway(group);
            case SPREAD -> {
                if (self) {
                    stayAway(group);
                }
            }
            case AFFINITY -> {
                // A pod that selects itself may begin where no other is, or none that it can reach.
                if (!self || (group.populated() && variant().wishes().hostname() == null)) {
                    if (nears == near.length) {
                        near = Arrays.copyOf(near, nears * 2);
                    }
                    near[nears++] = group;
                }
            }
        }
    }

    private void stayAway(TopologyGroup group) {
        if (aways == away.length) {
            away = Arrays.copyOf(away, aways * 2);
        }
        away[aways++] = group;
    }

    private PodVariant variant() {
        return Objects.requireNonNull(variant);
    }

    /// The first host at or after the given one that is worth asking, `end` when there is none before.
    public int next(int from, int end) {
        int host = variant().nextHost(from, end);
        while (host < end) {
            int word = host >>> 6;
            long rest = worthAsking(word) & (-1L << host);
            if (rest != 0) {
                return Math.min(end, (word << 6) + Long.numberOfTrailingZeros(rest));
            }
            host = (word + 1) << 6;
        }
        return end;
    }

    /// How many hosts from the first to before the end are worth asking.
    public int count(int first, int end) {
        int count = 0;
        for (int host = variant().nextHost(first, end); host < end; host = ((host >>> 6) + 1) << 6) {
            long bits = worthAsking(host >>> 6) & (-1L << host);
            boolean last = host >>> 6 == end >>> 6;
            count += Long.bitCount(last ? bits & ~(-1L << end) : bits);
        }
        return count;
    }

    /// Whether a host is worth asking.
    public boolean admits(int host) {
        return !variant().hasRefused(host) && (worthAsking(host >>> 6) & (1L << host)) != 0;
    }

    /// Those of 64 hosts, as bits; a prefix of hosts that have refused may be among them, see
    /// [PodVariant#nextHost].
    private long worthAsking(int word) {
        long bits = ~variant().refused(word);
        for (int i = 0; i < aways; i++) {
            bits &= ~away[i].hostsReached(word);
        }
        for (int i = 0; i < nears; i++) {
            bits &= near[i].hostsReached(word);
        }
        return bits;
    }
}
