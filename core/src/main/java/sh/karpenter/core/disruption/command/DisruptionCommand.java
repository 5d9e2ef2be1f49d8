package sh.karpenter.core.disruption.command;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;

/// What is to be removed, what must exist first, why, and what it saves.
public sealed interface DisruptionCommand {

    /// Why.
    DisruptionReason reason();

    /// Which method found it, as metrics name it: `empty`, `multi`, `single`; empty for drift.
    String consolidationType();

    /// The nodes to remove.
    List<Candidate> candidates();

    /// The machines that must be ready before.
    List<ProposedNodeClaim> replacements();

    /// Existing node to the pods that are to move there.
    SequencedMap<String, List<Pod>> placements();

    /// `delete` or `replace`, as logs and metrics say it.
    String decision();

    /// What the candidates cost per hour.
    default double sourcePrice() {
        double sum = 0;
        for (Candidate candidate : candidates()) {
            sum += candidate.pricePerHour();
        }
        return sum;
    }

    /// What it saves per hour, if each replacement is launched at its cheapest.
    default double savings() {
        double savings = sourcePrice();
        for (ProposedNodeClaim replacement : replacements()) {
            savings -= Double.isInfinite(replacement.pricePerHour()) ? 0 : replacement.pricePerHour();
        }
        return savings;
    }

    /// Nodes that are not needed.
    record Delete(
            DisruptionReason reason,
            String consolidationType,
            List<Candidate> candidates,
            SequencedMap<String, List<Pod>> placements)
            implements DisruptionCommand {
        public Delete {
            candidates = List.copyOf(candidates);
            placements = Collections.unmodifiableSequencedMap(new TreeMap<>(placements));
        }

        @Override
        public List<ProposedNodeClaim> replacements() {
            return List.of();
        }

        @Override
        public String decision() {
            return "delete";
        }
    }

    /// Nodes that are not needed once others are there.
    record Replace(
            DisruptionReason reason,
            String consolidationType,
            List<Candidate> candidates,
            List<ProposedNodeClaim> replacements,
            SequencedMap<String, List<Pod>> placements)
            implements DisruptionCommand {
        public Replace {
            candidates = List.copyOf(candidates);
            replacements = List.copyOf(replacements);
            placements = Collections.unmodifiableSequencedMap(new TreeMap<>(placements));
        }

        @Override
        public String decision() {
            return "replace";
        }
    }
}
