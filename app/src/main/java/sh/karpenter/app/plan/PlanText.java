package sh.karpenter.app.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import sh.karpenter.app.cli.Table;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.result.RejectionRenderer;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.kube.casefile.CaseFile;

/// What a solve decided, for people: the machines, what is on them and what they cost, and of each pod that
/// stays why nothing takes it.
public final class PlanText {
    private final CaseFile file;
    private final SchedulingResult result;
    private final List<String> lines = new ArrayList<>();

    /// @param file the situation
    /// @param result what was decided in it
    public PlanText(CaseFile file, SchedulingResult result) {
        this.file = file;
        this.result = result;
    }

    /// The lines, with an empty one at the end.
    public List<String> lines() {
        lines.add(summary());
        new MachineTable(file.problem().labels()).lines(result.newNodeClaims()).forEach(line -> lines.add("  " + line));
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
                + MachineTable.price(total) + " an hour; pods: " + onNew + " on new machines, " + onExisting
                + " on existing nodes, "
                + staying + " not placed";
    }

    private void existing() {
        if (result.existing().isEmpty()) {
            return;
        }
        var table = new Table("NODE", "TAKES");
        result.existing().forEach((node, pods) -> table.row(node, MachineTable.names(pods)));
        table.lines().forEach(line -> lines.add("  " + line));
    }

    /// Pods with the same reasons share them.
    private void staying(String what, SequencedMap<Pod, Rejection> pods) {
        var byReason = new LinkedHashMap<List<String>, List<Pod>>();
        pods.forEach(
                (pod, reason) -> byReason.computeIfAbsent(RejectionRenderer.renderAll(reason), _ -> new ArrayList<>())
                        .add(pod));
        for (Map.Entry<List<String>, List<Pod>> entry : byReason.entrySet()) {
            lines.add("  " + what + ": " + MachineTable.names(entry.getValue()));
            entry.getKey().forEach(line -> lines.add("    " + line));
        }
    }
}
