package sh.karpenter.app.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sh.karpenter.app.cli.Table;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;

/// Machines to launch as a table: each as the cheapest instance type that it may be, how much of it is used,
/// and its pods.
final class MachineTable {
    private static final int NAMES_SHOWN = 8;

    private final LabelVocabulary labels;

    /// @param labels says which labels an offering need not define
    MachineTable(LabelVocabulary labels) {
        this.labels = labels;
    }

    /// The lines, none without machines.
    List<String> lines(List<ProposedNodeClaim> claims) {
        if (claims.isEmpty()) {
            return List.of();
        }
        var table = new Table("MACHINE", "OR", "POOL", "ZONE", "CAPACITY", "PRICE/HOUR", "CPU", "MEMORY", "PODS");
        for (ProposedNodeClaim claim : claims) {
            InstanceType type = claim.types().isEmpty() ? null : claim.types().getFirst();
            Offering offering = type == null ? null : cheapest(claim, type);
            table.row(
                    type == null ? "none" : type.name(),
                    claim.typeCount() > 1 ? "any of " + (claim.typeCount() - 1) : "",
                    claim.pool().name(),
                    offering == null ? "" : offering.zone(),
                    offering == null ? "" : offering.capacityType(),
                    price(claim.pricePerHour()),
                    used(claim, type, ResourceNames.CPU),
                    used(claim, type, ResourceNames.MEMORY),
                    names(claim.pods()));
        }
        return table.lines();
    }

    private @Nullable Offering cheapest(ProposedNodeClaim claim, InstanceType type) {
        Offering cheapest = null;
        for (Offering offering : type.offerings()) {
            boolean buys = offering.launchable()
                    && claim.requirements().compatible(offering.requirements(), labels.wellKnown());
            if (buys && (cheapest == null || offering.pricePerHour() < cheapest.pricePerHour())) {
                cheapest = offering;
            }
        }
        return cheapest;
    }

    private static String used(ProposedNodeClaim claim, @Nullable InstanceType type, String resource) {
        String wanted = Quantity.format(resource, claim.requests().get(resource));
        return type == null
                ? wanted
                : wanted + " of " + Quantity.format(resource, type.allocatable().get(resource));
    }

    /// The first names of pods, and how many more there are.
    static String names(List<Pod> pods) {
        var names = new ArrayList<String>();
        for (Pod pod : pods) {
            if (names.size() == NAMES_SHOWN) {
                return String.join(", ", names) + " and " + (pods.size() - NAMES_SHOWN) + " more";
            }
            names.add(pod.namespace().equals("default") ? pod.name() : pod.qualifiedName());
        }
        return String.join(", ", names);
    }

    /// A price per hour.
    static String price(double perHour) {
        return String.format(Locale.ROOT, "$%.4f", perHour);
    }
}
