package sh.karpenter.core.disruption.forecast;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.candidate.PoolCosts;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;

/// The cluster as it will be once commands have been carried out, so that a pass can be played on it.
///
/// 1. Each machine is launched at the cheapest offering that was asked for, and is ready and quiet at once. Where
///    the command leaves the choice to the pool's template, it is like the node in whose place it comes.
/// 2. Pods run where the command puts them; nothing else comes or goes. Time passes only where [#rest] says so, and
///    then every node is quiet for long enough to be consolidated.
/// 3. Names of new nodes sort behind those of all others.
public final class Forecast {
    private static final String CONSOLIDATABLE = "Consolidatable";
    private static final String LAST = "~";
    private static final int DIGITS = 6;

    private final DisruptionRound start;
    private final TreeMap<String, ClusterNode> nodes = new TreeMap<>();
    private final LinkedHashMap<String, Pod> pending = new LinkedHashMap<>();
    private final LinkedHashMap<String, String> nodeOfPod = new LinkedHashMap<>();
    private final String behindAll;
    private Instant now;
    private int launched;

    /// The cluster as a round has it.
    public Forecast(DisruptionRound start) {
        this.start = start;
        this.now = start.now();
        for (ClusterNode node : start.cluster().nodes()) {
            nodes.put(node.name(), node);
            node.pods().forEach(pod -> nodeOfPod.put(pod.uid(), node.name()));
        }
        start.cluster().pendingPods().forEach(pod -> pending.put(pod.uid(), pod));
        String prefix = LAST;
        while (!nodes.isEmpty() && nodes.lastKey().startsWith(prefix)) {
            prefix += LAST;
        }
        behindAll = prefix;
    }

    /// Carries out several commands, one after the other.
    public Forecast carryOut(Collection<DisruptionCommand> commands) {
        commands.forEach(this::carryOut);
        return this;
    }

    /// Carries out a command: machines launched, pods moved, nodes gone.
    public void carryOut(DisruptionCommand command) {
        for (ProposedNodeClaim replacement : command.replacements()) {
            ForecastMachine machine =
                    ForecastMachine.of(replacement, start.labels().wellKnown());
            String name = nameOfNext();
            nodes.put(
                    name,
                    machine == null
                            ? ForecastMachine.like(
                                    command.candidates().getFirst().node(), name, replacement.pool(), now)
                            : machine.node(name, replacement, now));
            move(replacement.pods(), name);
        }
        command.placements().forEach((node, pods) -> move(pods, node));
        for (Candidate candidate : command.candidates()) {
            ClusterNode gone = nodes.remove(candidate.name());
            if (gone != null) {
                gone.pods().forEach(pod -> nodeOfPod.remove(pod.uid(), candidate.name()));
            }
        }
    }

    private String nameOfNext() {
        String number = Integer.toString(++launched);
        return behindAll + "0".repeat(Math.max(0, DIGITS - number.length())) + number;
    }

    /// A target that is gone takes its pods along: they are somebody else's care.
    private void move(List<Pod> pods, String to) {
        for (Pod pod : pods) {
            pending.remove(pod.uid());
            String from = nodeOfPod.remove(pod.uid());
            ClusterNode node = from == null ? null : nodes.get(from);
            if (node != null) {
                var rest = new ArrayList<>(node.pods());
                rest.removeIf(other -> other.uid().equals(pod.uid()));
                nodes.put(node.name(), node.with(rest));
            }
        }
        ClusterNode target = nodes.get(to);
        if (target != null) {
            var all = new ArrayList<>(target.pods());
            for (Pod pod : pods) {
                all.add(pod.runningOn(to, now));
                nodeOfPod.put(pod.uid(), to);
            }
            all.sort(Comparator.comparing(Pod::namespace).thenComparing(Pod::name));
            nodes.put(to, target.with(all));
        }
    }

    /// Lets so much time pass that every node may be consolidated again.
    public Forecast rest() {
        Duration longest = Duration.ZERO;
        for (PoolCatalogue catalogue : start.pools()) {
            Duration after = catalogue.pool().disruption().consolidateAfter();
            longest = after != null && after.compareTo(longest) > 0 ? after : longest;
        }
        now = now.plus(longest);
        nodes.replaceAll((_, node) -> quiet(node));
        return this;
    }

    private ClusterNode quiet(ClusterNode node) {
        NodeClaim claim = node.claim();
        PoolCatalogue catalogue = start.catalogue(node.nodePool());
        if (claim == null
                || catalogue == null
                || catalogue.pool().disruption().consolidateAfter() == null
                || !node.initialized()
                || claim.is(CONSOLIDATABLE)) {
            return node;
        }
        var conditions = new TreeMap<>(claim.status().conditions());
        conditions.put(CONSOLIDATABLE, new Condition(CONSOLIDATABLE, "True", CONSOLIDATABLE, "", now, 0));
        return node.with(claim.with(claim.status().with(conditions)));
    }

    /// A round over the cluster as it will be.
    public DisruptionRound round() {
        ClusterSnapshot snapshot = snapshot();
        return new DisruptionRound(
                snapshot,
                start.pools(),
                start.queued(),
                start.labels(),
                start.scheduling(),
                start.options(),
                start.poolCosts().isEmpty() ? start.poolCosts() : PoolCosts.of(snapshot, start.pools()),
                now);
    }

    private ClusterSnapshot snapshot() {
        ClusterSnapshot before = start.cluster();
        return new ClusterSnapshot(
                before.generation(),
                List.copyOf(nodes.values()),
                List.copyOf(pending.values()),
                before.nodePools(),
                before.daemonSets(),
                before.podDisruptionBudgets(),
                before.namespaces(),
                before.volumes(),
                before.volumeClaims(),
                before.storageClasses(),
                before.selectors());
    }

    /// What its machines cost per hour; those whose price is not known cost nothing.
    public double pricePerHour() {
        double sum = 0;
        for (double cost : PoolCosts.of(snapshot(), start.pools()).values()) {
            sum += cost;
        }
        return sum;
    }
}
