package sh.karpenter.testing.scenarios.behaviour.disruption;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.Confirmation;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.node.DisruptionPolicy.Budget;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruptionBudgets;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.testing.PlanInvariants;

/// What must hold of every step, found without the code that decided:
///
/// - at no instant more nodes of a pool are on their way out than the smallest budget for the reason of the command
///   that was added last allows (budgets with a schedule are left to what scenarios say);
/// - every pod that may move has exactly one place, on a node that stays and has room for all that come, or on a
///   machine that holds them;
/// - consolidation launches at most one machine per command, and whatever is launched costs less than what goes;
/// - no two commands count on the same node.
final class DisruptionInvariants {
    private final DisruptionRound round;
    private final List<String> violations = new ArrayList<>();

    private DisruptionInvariants(DisruptionRound round) {
        this.round = round;
    }

    /// The violations, none for a good step.
    static List<String> violations(Step step) {
        return switch (step) {
            case Step.Pass pass -> {
                var found = new ArrayList<DisruptionCommand>();
                pass.outcome().commands().forEach(planned -> found.add(planned.command()));
                yield new DisruptionInvariants(pass.round()).of(pass.waiting(), found);
            }
            case Step.Confirmation confirmation -> {
                var violations = new ArrayList<String>();
                for (Step.Confirmed confirmed : confirmation.verdicts()) {
                    if (confirmed.verdict() instanceof Confirmation.Verdict.Holds(var command)) {
                        violations.addAll(new DisruptionInvariants(confirmed.round()).of(List.of(), List.of(command)));
                    }
                }
                yield violations;
            }
            case Step.Changed _ -> List.of();
        };
    }

    private List<String> of(List<DisruptionCommand> waiting, List<DisruptionCommand> found) {
        budgets(waiting, found);
        places(found);
        found.stream()
                .filter(command -> command.reason() == DisruptionReason.UNDERUTILIZED)
                .forEach(this::cheaper);
        apart(waiting, found);
        return violations;
    }

    private void budgets(List<DisruptionCommand> waiting, List<DisruptionCommand> found) {
        var going = new TreeMap<String, Integer>();
        var size = new TreeMap<String, Integer>();
        for (ClusterNode node : round.cluster().nodes()) {
            boolean counts = node.claim() != null
                    && (node.initialized() || node.rebooting())
                    && !node.claim().is("InstanceTerminating");
            boolean notReady = node.node() != null && !node.node().ready();
            if (counts) {
                size.merge(node.nodePool(), 1, Integer::sum);
                boolean goes = node.markedForDeletion() || node.rebooting() || notReady;
                going.merge(node.nodePool(), goes ? 1 : 0, Integer::sum);
            }
        }
        waiting.forEach(command -> command.candidates()
                .forEach(candidate -> going.merge(candidate.pool().name(), 1, Integer::sum)));
        for (DisruptionCommand command : found) {
            var touched = new TreeSet<String>();
            for (Candidate candidate : command.candidates()) {
                going.merge(candidate.pool().name(), 1, Integer::sum);
                touched.add(candidate.pool().name());
            }
            for (NodePool pool : round.cluster().nodePools()) {
                int nodes = size.getOrDefault(pool.name(), 0);
                int now = going.getOrDefault(pool.name(), 0);
                if (touched.contains(pool.name()) && now > limit(pool, command.reason(), nodes)) {
                    violations.add(now + " of " + nodes + " nodes of " + pool.name() + " go at once for "
                            + command.reason().text());
                }
            }
        }
    }

    private static double limit(NodePool pool, DisruptionReason reason, int nodes) {
        double limit = Double.POSITIVE_INFINITY;
        for (Budget budget : pool.disruption().budgets()) {
            List<String> reasons = budget.reasons();
            if (budget.schedule() == null && (reasons == null || reasons.contains(reason.text()))) {
                limit = Math.min(limit, limit(budget.nodes(), nodes));
            }
        }
        return limit;
    }

    private static double limit(String written, int nodes) {
        if (written.matches("\\d+%")) {
            double percent = Double.parseDouble(written.substring(0, written.length() - 1));
            return Math.ceil(nodes * percent / 100 - 1e-9);
        }
        return written.matches("\\d+") ? Double.parseDouble(written) : 0;
    }

    /// All commands of a step together are one plan. Empty nodes are removed without asking where pods go, and
    /// pools of a fixed size replace nodes without.
    private void places(List<DisruptionCommand> found) {
        var pods = new LinkedHashMap<String, Pod>();
        var machines = new ArrayList<ProposedNodeClaim>();
        var existing = new TreeMap<String, List<Pod>>();
        var removed = new TreeSet<String>();
        var budgets = new PodDisruptionBudgets(round.cluster().podDisruptionBudgets());
        for (DisruptionCommand command : found) {
            command.candidates().forEach(candidate -> removed.add(candidate.name()));
            boolean asked = command.reason() != DisruptionReason.EMPTY
                    && command.candidates().stream()
                            .noneMatch(candidate -> candidate.pool().isStatic());
            if (!asked) {
                continue;
            }
            command.candidates().stream()
                    .flatMap(candidate -> candidate.node().pods().stream())
                    .filter(pod -> budgets.currentlyReschedulable(pod, round.now()))
                    .forEach(pod -> pods.put(pod.uid(), pod));
            // Pods that wait, or whose nodes go already, are planned along.
            command.placements().forEach((node, placed) -> {
                existing.computeIfAbsent(node, _ -> new ArrayList<>()).addAll(placed);
                placed.forEach(pod -> pods.putIfAbsent(pod.uid(), pod));
            });
            machines.addAll(command.replacements());
            command.replacements().forEach(claim -> claim.pods().forEach(pod -> pods.putIfAbsent(pod.uid(), pod)));
        }
        var problem = new SchedulingProblem(
                round.cluster(),
                List.copyOf(pods.values()),
                removed,
                round.pools(),
                round.labels(),
                round.scheduling(),
                round.now());
        var none = new LinkedHashMap<Pod, Rejection>();
        violations.addAll(PlanInvariants.violations(
                problem,
                new SchedulingResult(
                        machines,
                        existing,
                        none,
                        none,
                        none,
                        new LinkedHashMap<>(),
                        new LinkedHashMap<>(),
                        new LinkedHashMap<>(),
                        false)));
    }

    private void cheaper(DisruptionCommand command) {
        if (command.replacements().size() > 1) {
            violations.add(command.replacements().size() + " machines are launched by one command");
        }
        double price = command.candidates().stream()
                .mapToDouble(Candidate::pricePerHour)
                .sum();
        for (ProposedNodeClaim claim : command.replacements()) {
            for (InstanceType type : claim.types()) {
                double dearest = dearest(type, claim);
                if (dearest >= price) {
                    violations.add(type.name() + " may come to " + dearest + " instead of " + price);
                }
            }
        }
    }

    /// What the offering may cost that a launch of this type ends at: reserved ones are taken before spot, spot
    /// before on demand.
    private double dearest(InstanceType type, ProposedNodeClaim claim) {
        for (String capacityType : List.of("reserved", "spot", "on-demand")) {
            double dearest = type.offerings().stream()
                    .filter(offering -> offering.capacityType().equals(capacityType))
                    .filter(Offering::launchable)
                    .filter(offering -> claim.requirements()
                            .compatible(offering.requirements(), round.labels().wellKnown()))
                    .mapToDouble(Offering::pricePerHour)
                    .max()
                    .orElse(-1);
            if (dearest >= 0) {
                return dearest;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private void apart(List<DisruptionCommand> waiting, List<DisruptionCommand> found) {
        var heldBy = new TreeMap<String, DisruptionCommand>();
        var all = new ArrayList<>(waiting);
        all.addAll(found);
        for (DisruptionCommand command : all) {
            var names = new TreeSet<>(command.placements().sequencedKeySet());
            command.candidates().forEach(candidate -> names.add(candidate.name()));
            for (String name : names) {
                if (heldBy.putIfAbsent(name, command) != null) {
                    violations.add("two commands count on " + name);
                }
            }
        }
    }
}
