package sh.karpenter.core.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodAffinityTerm;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.scheduling.compiled.PodRequirements;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.SchedulingResult;

/// What must hold of every plan, whatever rule made it, checked with the readable types only:
///
/// - every pod of the batch is in the result exactly once;
/// - no node takes more than is left of it, and every instance type of a claim holds the claim's requests;
/// - node selectors and one alternative of required node affinity are met, hard taints tolerated;
/// - every instance type of a claim meets the claim's requirements and has an available offering for them;
/// - pods that must not share a host do not.
public final class PlanInvariants {
    private final SchedulingProblem problem;
    private final SchedulingResult result;
    private final List<String> violations = new ArrayList<>();

    private PlanInvariants(SchedulingProblem problem, SchedulingResult result) {
        this.problem = problem;
        this.result = result;
    }

    /// The violations, none for a good plan.
    public static List<String> violations(SchedulingProblem problem, SchedulingResult result) {
        var check = new PlanInvariants(problem, result);
        check.everyPodOnce();
        for (ClusterNode node : problem.cluster().nodes()) {
            check.existing(node, result.existing().getOrDefault(node.name(), List.of()));
        }
        result.newNodeClaims().forEach(check::claim);
        return check.violations;
    }

    private void everyPodOnce() {
        var seen = new TreeMap<String, Integer>();
        result.newNodeClaims().forEach(claim -> claim.pods().forEach(pod -> seen.merge(pod.uid(), 1, Integer::sum)));
        result.existing().values().forEach(pods -> pods.forEach(pod -> seen.merge(pod.uid(), 1, Integer::sum)));
        for (var others : List.of(result.rejected(), result.ignored(), result.deferred())) {
            others.sequencedKeySet().forEach(pod -> seen.merge(pod.uid(), 1, Integer::sum));
        }
        for (Pod pod : problem.pods()) {
            int times = seen.getOrDefault(pod.uid(), 0);
            if (times != 1 && !(result.timedOut() && times == 0)) {
                violations.add(pod.qualifiedName() + " is in the result " + times + " times");
            }
        }
    }

    private void existing(ClusterNode node, List<Pod> placed) {
        if (placed.isEmpty()) {
            return;
        }
        if (node.markedForDeletion() || problem.removedNodes().contains(node.name())) {
            violations.add(node.name() + " is no target but took " + placed.size() + " pods");
        }
        Resources used = Resources.none();
        for (Pod pod : node.pods()) {
            used = used.plus(pod.shape().requests());
        }
        var labels = new TreeMap<>(node.labels());
        labels.put(LabelKeys.HOSTNAME, node.hostname());
        Requirements have = Requirements.ofLabels(labels);
        for (Pod pod : placed) {
            used = used.plus(pod.shape().requests());
            if (alternatives(pod.shape()).stream()
                    .noneMatch(wanted -> have.compatible(wanted, Collections.emptySortedSet()))) {
                violations.add(pod.qualifiedName() + " does not want " + node.name());
            }
            tolerates(pod, node.effectiveTaints(), node.name());
        }
        if (!used.fitsIn(node.allocatable())) {
            violations.add(node.name() + " has " + node.allocatable() + " for " + used);
        }
        var neighbours = new ArrayList<>(node.pods());
        neighbours.removeIf(pod -> !pod.active() || problem.pods().contains(pod));
        apart(placed, neighbours, node.name());
    }

    private void claim(ProposedNodeClaim claim) {
        String name = "claim of " + claim.pods().getFirst().qualifiedName();
        for (Pod pod : claim.pods()) {
            if (alternatives(pod.shape()).stream()
                    .noneMatch(wanted -> claim.requirements().intersects(wanted.without(LabelKeys.HOSTNAME)))) {
                violations.add(pod.qualifiedName() + " does not want " + name);
            }
            tolerates(pod, claim.pool().taints(), name);
        }
        if (claim.types().isEmpty()) {
            violations.add(name + " has no instance types");
        }
        boolean reserved = claim.requirements().get(LabelKeys.CAPACITY_TYPE) != null
                && claim.requirements().values(LabelKeys.CAPACITY_TYPE).equals(ValueSet.only(LabelKeys.RESERVED));
        // A claim of reserved capacity keeps the types that only could be bought otherwise, behind the others; and any
        // claim those that only have reservations which are full at present.
        for (InstanceType type : claim.types()) {
            if (type.offerings().stream().filter(Offering::available).noneMatch(Offering::launchable)) {
                continue;
            }
            if (!reserved && !claim.requirements().intersects(type.requirements())) {
                violations.add(name + ": " + type.name() + " does not meet its requirements");
            }
            if (!reserved && type.offerings().stream().noneMatch(offering -> buys(claim, type, offering))) {
                violations.add(name + ": " + type.name() + " cannot be bought for it");
            }
        }
        apart(claim.pods(), List.of(), name);
    }

    private boolean buys(ProposedNodeClaim claim, InstanceType type, Offering offering) {
        return offering.available()
                && claim.requirements()
                        .compatible(offering.requirements(), problem.labels().wellKnown())
                && claim.requests().fitsIn(type.allocatable(offering));
    }

    private List<Requirements> alternatives(PodShape shape) {
        Requirements selector = PodRequirements.selector(shape, problem.labels());
        if (shape.requiredNodeTerms().isEmpty()) {
            return List.of(selector);
        }
        return shape.requiredNodeTerms().stream()
                .map(term -> selector.and(PodRequirements.of(term, problem.labels())))
                .toList();
    }

    private void tolerates(Pod pod, List<Taint> taints, String where) {
        for (Taint taint : taints) {
            boolean hard = taint.effect() != TaintEffect.PREFER_NO_SCHEDULE;
            if (hard && pod.shape().tolerations().stream().noneMatch(toleration -> toleration.tolerates(taint))) {
                violations.add(pod.qualifiedName() + " does not tolerate " + taint + " of " + where);
            }
        }
    }

    private void apart(List<Pod> placed, List<Pod> running, String where) {
        var all = new ArrayList<>(running);
        all.addAll(placed);
        for (Pod pod : all) {
            for (PodAffinityTerm term : pod.shape().requiredPodAntiAffinity()) {
                for (Pod other : all) {
                    boolean moved = placed.contains(pod) || placed.contains(other);
                    if (moved
                            && !pod.uid().equals(other.uid())
                            && term.topologyKey().equals(LabelKeys.HOSTNAME)
                            && selects(pod, term, other)) {
                        violations.add(pod.qualifiedName() + " and " + other.qualifiedName() + " share " + where);
                    }
                }
            }
        }
    }

    private static boolean selects(Pod owner, PodAffinityTerm term, Pod other) {
        boolean namespace = term.namespaces().isEmpty()
                ? owner.namespace().equals(other.namespace())
                : term.namespaces().contains(other.namespace());
        return term.namespaceSelector() == null
                && namespace
                && term.selector() != null
                && term.selector().matches(other.shape().labels());
    }
}
