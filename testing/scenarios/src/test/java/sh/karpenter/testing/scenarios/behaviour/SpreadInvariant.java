package sh.karpenter.testing.scenarios.behaviour;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.core.scheduling.compiled.PodRequirements;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.SchedulingResult;

/// No domain holds more pods than the emptiest one and the skew.
///
/// Checked for constraints that must hold, of workloads whose pods all carry them and none of which ran before:
/// then the final counts tell. A domain is one that a pool's types can have and the pod's node selector and
/// first alternative of required affinity admit, behind taints only where these do not count.
final class SpreadInvariant {
    private final SchedulingProblem problem;
    private final SchedulingResult result;

    private SpreadInvariant(SchedulingProblem problem, SchedulingResult result) {
        this.problem = problem;
        this.result = result;
    }

    /// The violations, none for a good plan.
    static List<String> violations(SchedulingProblem problem, SchedulingResult result) {
        var check = new SpreadInvariant(problem, result);
        var violations = new ArrayList<String>();
        for (Pod pod : problem.pods()) {
            for (TopologySpread spread : pod.shape().topologySpread()) {
                if (!spread.scheduleAnyway() && check.applies(spread, pod)) {
                    check.violation(spread, pod, violations);
                }
            }
        }
        return violations;
    }

    private boolean applies(TopologySpread spread, Pod owner) {
        boolean anyRan = problem.cluster().nodes().stream()
                .anyMatch(node -> node.pods().stream().anyMatch(pod -> selects(spread, owner, pod)));
        return !anyRan
                && problem.pods().stream()
                        .filter(pod -> selects(spread, owner, pod))
                        .allMatch(pod -> pod.shape().equals(owner.shape()));
    }

    private static boolean selects(TopologySpread spread, Pod owner, Pod pod) {
        return pod.namespace().equals(owner.namespace())
                && spread.selector() != null
                && spread.selector().matches(pod.shape().labels());
    }

    private void violation(TopologySpread spread, Pod owner, List<String> violations) {
        SortedMap<String, Integer> counts = counts(spread, owner);
        boolean host = spread.topologyKey().equals(LabelKeys.HOSTNAME);
        Integer minDomains = spread.minDomains();
        int least = host || (minDomains != null && counts.size() < minDomains)
                ? 0
                : counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
        counts.forEach((domain, count) -> {
            if (count > 0 && count - least > spread.maxSkew()) {
                violations.add(owner.qualifiedName() + ": " + domain + " holds " + count + ", the emptiest of "
                        + spread.topologyKey() + " " + least);
            }
        });
    }

    private SortedMap<String, Integer> counts(TopologySpread spread, Pod owner) {
        var counts = new TreeMap<String, Integer>();
        if (!spread.topologyKey().equals(LabelKeys.HOSTNAME)) {
            domains(spread, owner).forEach(domain -> counts.put(domain, 0));
        }
        int number = 0;
        for (ProposedNodeClaim claim : result.newNodeClaims()) {
            String domain = "new-" + number++;
            Requirement requirement = claim.requirements().get(spread.topologyKey());
            if (requirement != null
                    && requirement.values() instanceof ValueSet.Only only
                    && only.values().size() == 1) {
                domain = only.values().first();
            }
            count(counts, domain, claim.pods(), spread, owner);
        }
        for (ClusterNode node : problem.cluster().nodes()) {
            String domain = spread.topologyKey().equals(LabelKeys.HOSTNAME)
                    ? node.hostname()
                    : node.labels().getOrDefault(spread.topologyKey(), "");
            count(counts, domain, result.existing().getOrDefault(node.name(), List.of()), spread, owner);
        }
        return counts;
    }

    private static void count(
            SortedMap<String, Integer> counts, String domain, List<Pod> pods, TopologySpread spread, Pod owner) {
        int matching =
                (int) pods.stream().filter(pod -> selects(spread, owner, pod)).count();
        if (matching > 0) {
            counts.merge(domain, matching, Integer::sum);
        }
    }

    private SortedSet<String> domains(TopologySpread spread, Pod owner) {
        String key = spread.topologyKey();
        var domains = new TreeSet<String>();
        for (PoolCatalogue catalogue : problem.pools()) {
            if (spread.honorNodeTaints() && !tolerates(owner, catalogue.pool().taints())) {
                continue;
            }
            Requirements pool = Requirements.of(catalogue.pool().requirements(), problem.labels());
            for (InstanceType type : catalogue.types()) {
                if (type.requirements().values(key) instanceof ValueSet.Only(var values)
                        && pool.intersects(type.requirements())) {
                    values.stream()
                            .filter(value -> pool.values(key).contains(value))
                            .forEach(domains::add);
                }
            }
        }
        ValueSet wanted =
                PodRequirements.strict(owner.shape(), problem.labels()).values(key);
        domains.removeIf(domain -> !wanted.contains(domain));
        return domains;
    }

    private static boolean tolerates(Pod pod, List<Taint> taints) {
        return taints.stream()
                .allMatch(taint ->
                        pod.shape().tolerations().stream().anyMatch(toleration -> toleration.tolerates(taint)));
    }
}
