package sh.karpenter.app.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.app.cli.Table;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.result.RejectionRenderer;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.kube.casefile.CaseFile;

/// What a solve decided, for people: the machines, what is on them and what they cost, and of each pod that stays why
/// nothing takes it.
final class PlanText {
    private static final int NAMES_SHOWN = 8;

    private final CaseFile file;
    private final SchedulingResult result;
    private final List<String> lines = new ArrayList<>();

    PlanText(CaseFile file, SchedulingResult result) {
        this.file = file;
        this.result = result;
    }

    /// The lines, with an empty one at the end.
    List<String> lines() {
        lines.add(summary());
        machines();
        existing();
        result.skippedPools()
                .forEach((pool, reason) ->
                        lines.add("  pool " + pool + " is not used: " + RejectionRenderer.render(reason)));
        staying("fits nowhere", result.rejected());
        staying("waits for reserved capacity", result.deferred());
        staying("is not considered", result.ignored());
        file.unread().forEach(unread -> lines.add("  is left out: " + unread.text()));
        lines.add("");
        return List.copyOf(lines);
    }

    private String summary() {
        int machines = result.newNodeClaims().size();
        int onNew = 0;
        double total = 0;
        for (ProposedNodeClaim claim : result.newNodeClaims()) {
            onNew += claim.pods().size();
            total += claim.pricePerHour();
        }
        int onExisting = 0;
        for (List<Pod> pods : result.existing().values()) {
            onExisting += pods.size();
        }
        int staying = result.rejected().size()
                + result.deferred().size()
                + result.ignored().size();
        return file.name() + ": " + machines + (machines == 1 ? " new machine for " : " new machines for ")
                + price(total) + " an hour; pods: " + onNew + " on new machines, " + onExisting + " on existing nodes, "
                + staying + " not placed";
    }

    private void machines() {
        if (result.newNodeClaims().isEmpty()) {
            return;
        }
        var table = new Table("MACHINE", "OR", "POOL", "ZONE", "CAPACITY", "PRICE/HOUR", "CPU", "MEMORY", "PODS");
        for (ProposedNodeClaim claim : result.newNodeClaims()) {
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
        table.lines().forEach(line -> lines.add("  " + line));
    }

    private @Nullable Offering cheapest(ProposedNodeClaim claim, InstanceType type) {
        Offering cheapest = null;
        for (Offering offering : type.offerings()) {
            boolean buys = offering.launchable()
                    && claim.requirements()
                            .compatible(
                                    offering.requirements(),
                                    file.problem().labels().wellKnown());
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

    private void existing() {
        if (result.existing().isEmpty()) {
            return;
        }
        var table = new Table("NODE", "TAKES");
        result.existing().forEach((node, pods) -> table.row(node, names(pods)));
        table.lines().forEach(line -> lines.add("  " + line));
    }

    /// Pods with the same reasons share them.
    private void staying(String what, SequencedMap<Pod, Rejection> pods) {
        var byReason = new LinkedHashMap<List<String>, List<Pod>>();
        pods.forEach(
                (pod, reason) -> byReason.computeIfAbsent(RejectionRenderer.renderAll(reason), _ -> new ArrayList<>())
                        .add(pod));
        for (Map.Entry<List<String>, List<Pod>> entry : byReason.entrySet()) {
            lines.add("  " + what + ": " + names(entry.getValue()));
            entry.getKey().forEach(line -> lines.add("    " + line));
        }
    }

    private static String names(List<Pod> pods) {
        var names = new ArrayList<String>();
        for (Pod pod : pods) {
            if (names.size() == NAMES_SHOWN) {
                return String.join(", ", names) + " and " + (pods.size() - NAMES_SHOWN) + " more";
            }
            names.add(pod.namespace().equals("default") ? pod.name() : pod.qualifiedName());
        }
        return String.join(", ", names);
    }

    private static String price(double perHour) {
        return String.format(Locale.ROOT, "$%.4f", perHour);
    }
}
