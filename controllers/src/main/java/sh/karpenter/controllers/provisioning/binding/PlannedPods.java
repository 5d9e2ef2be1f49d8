package sh.karpenter.controllers.provisioning.binding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.controllers.provisioning.Placements;
import sh.karpenter.core.model.workload.Pod;

/// Which pod was planned onto which machine, as far as this process did it. After a restart the pods that still
/// wait are planned anew, so nothing is lost with it.
public final class PlannedPods implements Placements {
    /// More pods than any plan holds; those planned longest ago are left to the scheduler.
    private static final int REMEMBERED = 200_000;

    private final LinkedHashMap<String, Plan> plans = new LinkedHashMap<>();

    /// A pod, and where it is to go.
    ///
    /// @param machine name of the claim, or of the node, as the plan had it
    /// @param bound whether it was bound there; it is remembered until the picture of the cluster shows it
    record Plan(Pod pod, String machine, boolean bound) {}

    /// A pod's later plan takes the place of its earlier one; one that is bound stays.
    @Override
    public synchronized void planned(String machine, List<Pod> pods) {
        for (Pod pod : pods) {
            Plan before = plans.get(pod.uid());
            if (!pod.scheduled() && (before == null || !before.bound())) {
                plans.putLast(pod.uid(), new Plan(pod, machine, false));
            }
        }
        while (plans.size() > REMEMBERED) {
            plans.pollFirstEntry();
        }
    }

    /// The plans by machine, in order of the machines' names and in the order in which the pods were planned.
    synchronized SequencedMap<String, List<Plan>> byMachine() {
        var result = new TreeMap<String, List<Plan>>();
        for (Plan plan : plans.values()) {
            result.computeIfAbsent(plan.machine(), _ -> new ArrayList<>()).add(plan);
        }
        return result;
    }

    /// A pod was bound as planned.
    synchronized void bound(Pod pod) {
        plans.computeIfPresent(pod.uid(), (_, plan) -> new Plan(plan.pod(), plan.machine(), true));
    }

    /// Nothing is left to do for a pod.
    synchronized void forget(Pod pod) {
        plans.remove(pod.uid());
    }

    synchronized boolean isEmpty() {
        return plans.isEmpty();
    }
}
