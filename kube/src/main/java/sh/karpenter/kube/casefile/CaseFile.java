package sh.karpenter.kube.casefile;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import tools.jackson.databind.JsonNode;

/// One situation, and what was decided in it where that is known.
///
/// @param name its name, for example `spread-zone/003`
/// @param kind what is to be decided
/// @param problem the situation
/// @param compare how closely a decision has to agree with the expected one: `full`, `grouping`, `shape` or
///     `totals`
/// @param manyClaims whether more than 12 nodes are opened, where the reference's order is an artefact of its sort
/// @param expected the known decision as written, null where there is none
/// @param document the whole file
/// @param unread pods, pools and instance types that cannot be understood; they are not in `problem`
public record CaseFile(
        String name,
        Kind kind,
        SchedulingProblem problem,
        String compare,
        boolean manyClaims,
        @Nullable JsonNode expected,
        JsonNode document,
        List<Unread> unread) {

    public CaseFile {
        unread = List.copyOf(unread);
    }

    /// What is to be decided.
    public enum Kind {
        /// Where pods go.
        SCHEDULING,
        /// Which nodes to disrupt.
        DISRUPTION
    }

    /// The situation as one pass of disruption sees it: no command is under way, and the gates are the case's.
    public DisruptionRound round(DisruptionOptions.Mode mode) {
        JsonNode written = document.has("case") ? document.path("case") : document;
        JsonNode gates = written.path("options").path("featureGates");
        return new DisruptionRound(
                problem.cluster(),
                problem.pools(),
                new TreeSet<>(),
                problem.labels(),
                problem.options(),
                new DisruptionOptions(
                        gates.path("SpotToSpotConsolidation").asBoolean(false),
                        gates.path("PodDeletionCostManagement").asBoolean(false),
                        mode),
                problem.now());
    }
}
