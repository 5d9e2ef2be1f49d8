package sh.karpenter.core.disruption.command;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;

/// What commands that are decided on count on: the nodes that they remove, those that take the pods, and what
/// they take off the budgets. Another command must leave all of that alone.
public final class HeldNodes {
    private final TreeSet<String> nodes = new TreeSet<>();
    private final TreeMap<String, Integer> removedByPool = new TreeMap<>();
    private boolean machineForOthers;

    /// Nothing held.
    public HeldNodes() {}

    /// What these commands hold.
    public static HeldNodes of(Collection<DisruptionCommand> commands) {
        var held = new HeldNodes();
        commands.forEach(held::add);
        return held;
    }

    /// Holds what a command counts on.
    public void add(DisruptionCommand command) {
        for (Candidate candidate : command.candidates()) {
            nodes.add(candidate.name());
            removedByPool.merge(candidate.pool().name(), 1, Integer::sum);
        }
        nodes.addAll(command.placements().sequencedKeySet());
        machineForOthers = machineForOthers || launchesForOthers(command);
    }

    /// Names of the nodes that are removed or take pods.
    public SortedSet<String> nodes() {
        return Collections.unmodifiableSortedSet(nodes);
    }

    /// Whether nothing is held.
    public boolean isEmpty() {
        return nodes.isEmpty();
    }

    /// How many nodes of a pool are removed.
    public int removed(String pool) {
        return removedByPool.getOrDefault(pool, 0);
    }

    /// Whether a command counts on something that is held.
    public boolean touches(DisruptionCommand command) {
        for (Candidate candidate : command.candidates()) {
            if (nodes.contains(candidate.name())) {
                return true;
            }
        }
        for (String target : command.placements().sequencedKeySet()) {
            if (nodes.contains(target)) {
                return true;
            }
        }
        // Pods that are pending anyway are part of every what-if; two commands must not both launch for them.
        return machineForOthers && launchesForOthers(command);
    }

    /// Whether a replacement is also for pods that do not come from the command's nodes.
    private static boolean launchesForOthers(DisruptionCommand command) {
        var own = new TreeSet<String>();
        for (Candidate candidate : command.candidates()) {
            candidate.pods().forEach(pod -> own.add(pod.uid()));
        }
        for (ProposedNodeClaim replacement : command.replacements()) {
            for (Pod pod : replacement.pods()) {
                if (!own.contains(pod.uid())) {
                    return true;
                }
            }
        }
        return false;
    }
}
