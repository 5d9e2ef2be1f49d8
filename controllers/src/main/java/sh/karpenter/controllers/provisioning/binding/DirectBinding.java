package sh.karpenter.controllers.provisioning.binding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import sh.karpenter.controllers.provisioning.binding.PlannedPods.Plan;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.workload.PersistentVolumeClaim;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.VolumeSource;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.solve.ClusterSolver;

/// Decides which planned pods can be bound now.
///
/// 1. A machine takes pods once it has registered, is Ready, and has shown its real labels, taints and amounts.
/// 2. Its pods are put to the scheduling engine again, with this machine as the only open one. The rules of
///    that solve are the scheduler's own hard ones (amounts, taints, selectors, affinity, spread, ports,
///    volumes) or stricter: spread counts zones without a node, too. Preferences are no reason to refuse, and
///    the plan has weighed them.
/// 3. A pod that passes is bound, and counts for the machines after. One that does not is left to the
///    scheduler, as is one with a volume that is not bound yet: there the scheduler has to choose a node for
///    the volume, too.
final class DirectBinding {
    /// Each machine takes a solve over the cluster, so a pass does not take on more at once.
    static final int MACHINES_A_PASS = 20;

    private DirectBinding() {}

    /// What to do now.
    ///
    /// @param bind pods that can be bound, by the name of the Kubernetes node
    /// @param leave pods that need no binding by us any more
    /// @param waiting whether plans are left for later
    /// @param more whether more machines are ready than one pass takes
    record Decision(SequencedMap<String, List<Pod>> bind, List<Pod> leave, boolean waiting, boolean more) {}

    /// Decides for a moment.
    ///
    /// @param plans by machine
    /// @param pools with their catalogues: zones of machines that could be opened count for spread
    /// @param options those of provisioning
    static Decision decide(
            ClusterSnapshot cluster,
            SequencedMap<String, List<Plan>> plans,
            List<PoolCatalogue> pools,
            LabelVocabulary labels,
            SchedulingOptions options,
            Instant now) {
        var machines = machines(cluster);
        var pending = new TreeMap<String, Pod>();
        cluster.pendingPods().forEach(pod -> pending.put(pod.uid(), pod));
        var bind = new LinkedHashMap<String, List<Pod>>();
        var leave = new ArrayList<Pod>();
        ClusterSnapshot picture = withBound(cluster, plans, machines, pending);
        boolean waiting = false;
        int solved = 0;
        for (var entry : plans.entrySet()) {
            Integer place = machines.get(entry.getKey());
            var open = new ArrayList<Pod>();
            for (Plan plan : entry.getValue()) {
                Pod pod = pending.get(plan.pod().uid());
                if (place == null || pod == null || !(plan.bound() || mayBeBound(pod, cluster))) {
                    leave.add(plan.pod());
                } else if (!plan.bound()) {
                    open.add(pod);
                }
            }
            if (place == null || open.isEmpty()) {
                continue;
            }
            ClusterNode machine = picture.nodes().get(place);
            if (!takesPods(machine, open)) {
                waiting = true;
            } else if (solved == MACHINES_A_PASS) {
                return new Decision(bind, leave, true, true);
            } else {
                solved++;
                List<Pod> fitting = fitting(picture, place, open, pools, labels, options, now);
                bind.put(kubernetesName(machine), fitting);
                picture = withPods(picture, place, fitting);
                open.removeAll(fitting);
                leave.addAll(open);
            }
        }
        return new Decision(bind, leave, waiting, false);
    }

    /// By every name that a plan may have for a machine: of its claim and of its node.
    private static SequencedMap<String, Integer> machines(ClusterSnapshot cluster) {
        var result = new TreeMap<String, Integer>();
        for (int n = 0; n < cluster.nodes().size(); n++) {
            ClusterNode machine = cluster.nodes().get(n);
            NodeClaim claim = machine.claim();
            if (claim != null) {
                result.put(claim.name(), n);
            }
            result.put(machine.name(), n);
        }
        return result;
    }

    private static boolean mayBeBound(Pod pod, ClusterSnapshot cluster) {
        if (!pod.active() || !pod.nominatedNodeName().isEmpty()) {
            return false;
        }
        for (VolumeSource volume : pod.shape().volumes()) {
            PersistentVolumeClaim claim = cluster.volumeClaims().get(pod.namespace() + "/" + volume.claimName());
            if (claim == null || claim.volumeName().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static boolean takesPods(ClusterNode machine, List<Pod> pods) {
        Node node = machine.node();
        return node != null
                && machine.registered()
                && node.ready()
                && node.deletion() == null
                && !machine.markedForDeletion()
                && (machine.initialized() || complete(machine, node, pods));
    }

    /// Whether nothing that matters to the pods is still to come: no taint that will go by itself, and every resource
    /// that they ask for is reported.
    private static boolean complete(ClusterNode machine, Node node, List<Pod> pods) {
        return machine.effectiveTaints().size() == node.taints().size()
                && pods.stream()
                        .flatMap(pod -> pod.shape().requests().amounts().entrySet().stream())
                        .allMatch(request ->
                                request.getValue() == 0 || node.allocatable().get(request.getKey()) > 0);
    }

    private static List<Pod> fitting(
            ClusterSnapshot picture,
            int place,
            List<Pod> pods,
            List<PoolCatalogue> pools,
            LabelVocabulary labels,
            SchedulingOptions options,
            Instant now) {
        String name = picture.nodes().get(place).name();
        var others = new TreeSet<String>();
        picture.nodes().forEach(machine -> others.add(machine.name()));
        others.remove(name);
        var problem = new SchedulingProblem(picture, pods, new TreeSet<>(), pools, labels, hardRulesOnly(options), now);
        return ClusterSolver.of(problem)
                .solve(new TreeSet<>(), others, pods, Deadline.none())
                .existing()
                .getOrDefault(name, List.of());
    }

    private static SchedulingOptions hardRulesOnly(SchedulingOptions options) {
        return new SchedulingOptions(
                SchedulingOptions.Preferences.IGNORE,
                options.minValues(),
                options.reservations(),
                options.reservedCapacity(),
                options.ignoreDynamicResources(),
                options.defaultSpread(),
                false,
                options.instanceTypeLimit(),
                options.checked());
    }

    /// The picture with the pods that we bound and that it does not show yet.
    private static ClusterSnapshot withBound(
            ClusterSnapshot cluster,
            SequencedMap<String, List<Plan>> plans,
            SequencedMap<String, Integer> machines,
            SequencedMap<String, Pod> pending) {
        ClusterSnapshot picture = cluster;
        for (var entry : plans.entrySet()) {
            Integer place = machines.get(entry.getKey());
            if (place != null) {
                List<Pod> bound = entry.getValue().stream()
                        .filter(plan ->
                                plan.bound() && pending.containsKey(plan.pod().uid()))
                        .map(Plan::pod)
                        .toList();
                picture = withPods(picture, place, bound);
            }
        }
        return picture;
    }

    private static ClusterSnapshot withPods(ClusterSnapshot picture, int place, List<Pod> bound) {
        if (bound.isEmpty()) {
            return picture;
        }
        var nodes = new ArrayList<>(picture.nodes());
        ClusterNode machine = nodes.get(place);
        var pods = new ArrayList<>(machine.pods());
        bound.forEach(pod -> pods.add(pod.boundTo(kubernetesName(machine))));
        nodes.set(
                place,
                new ClusterNode(
                        machine.node(), machine.claim(), pods, machine.markedForDeletion(), machine.nominatedUntil()));
        return new ClusterSnapshot(
                picture.generation(),
                nodes,
                picture.pendingPods(),
                picture.nodePools(),
                picture.daemonSets(),
                picture.podDisruptionBudgets(),
                picture.namespaces(),
                picture.volumes(),
                picture.volumeClaims(),
                picture.storageClasses(),
                picture.selectors());
    }

    private static String kubernetesName(ClusterNode machine) {
        Node node = machine.node();
        return node == null ? "" : node.name();
    }
}
