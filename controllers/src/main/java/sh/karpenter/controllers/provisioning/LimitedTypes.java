package sh.karpenter.controllers.provisioning;

import java.util.ArrayList;
import java.util.List;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.SchedulingResult;

/// How many instance types of a pool its limits left out when a solve last thought of opening a node there.
///
/// A machine counts with the largest that it may become, as in the solve. When all types are left out, the pods
/// that stay say so themselves.
///
/// @param pool its name
/// @param excluded types that would have exceeded a limit
/// @param total types that the pool's requirements admit
record LimitedTypes(String pool, int excluded, int total) {

    /// The pools whose limits left out some of their types, and not all.
    static List<LimitedTypes> of(SchedulingProblem problem, SchedulingResult result) {
        var limited = new ArrayList<LimitedTypes>();
        for (PoolCatalogue catalogue : problem.pools()) {
            List<ProposedNodeClaim> opened = result.newNodeClaims().stream()
                    .filter(claim -> claim.pool().name().equals(catalogue.pool().name()))
                    .toList();
            boolean asked = !opened.isEmpty() || !result.rejected().isEmpty();
            boolean skipped = result.skippedPools().containsKey(catalogue.pool().name());
            if (asked && !skipped && !catalogue.pool().limits().amounts().isEmpty()) {
                // A pod that stays was tried after every node that was opened; else the last one was the last try.
                int before = result.rejected().isEmpty() ? opened.size() - 1 : opened.size();
                add(limited, catalogue, problem, opened.subList(0, before));
            }
        }
        return List.copyOf(limited);
    }

    private static void add(
            List<LimitedTypes> limited,
            PoolCatalogue catalogue,
            SchedulingProblem problem,
            List<ProposedNodeClaim> opened) {
        NodePool pool = catalogue.pool();
        List<InstanceType> admitted = admitted(catalogue, problem.labels());
        Resources used = used(pool.name(), problem, opened);
        int excluded = (int) admitted.stream()
                .filter(type -> PoolUsage.exceeded(used.plus(type.capacity()), pool.limits()) != null)
                .count();
        if (excluded > 0 && excluded < admitted.size()) {
            limited.add(new LimitedTypes(pool.name(), excluded, admitted.size()));
        }
    }

    private static List<InstanceType> admitted(PoolCatalogue catalogue, LabelVocabulary labels) {
        Requirements wanted = Requirements.of(catalogue.pool().requirements(), labels);
        return catalogue.types().stream()
                .filter(type -> type.requirements().intersects(wanted))
                .filter(type -> type.offerings().stream()
                        .filter(Offering::available)
                        .anyMatch(offering -> wanted.compatible(offering.requirements(), labels.wellKnown())))
                .toList();
    }

    private static Resources used(String pool, SchedulingProblem problem, List<ProposedNodeClaim> opened) {
        Resources used = PoolUsage.of(pool, problem.cluster().nodes());
        for (ProposedNodeClaim claim : opened) {
            used = used.plus(
                    claim.types().stream().map(InstanceType::capacity).reduce(Resources.none(), Resources::max));
        }
        return used;
    }
}
