package sh.karpenter.core.scheduling.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.model.workload.Pod;

/// What one solve decided.
///
/// @param newNodeClaims machines to launch, in the order they were opened
/// @param existing node name (as [sh.karpenter.core.model.cluster.ClusterNode#name]) to the pods placed there
/// @param rejected pods that fit nowhere, with the reasons
/// @param ignored pods that were not considered because they cannot be understood or their volumes are not usable
/// @param deferred pods put off because reserved capacity is short
/// @param skippedPools pools that could not open any node, by name, with the reason
/// @param relaxed pods that gave up preferences: which ones, in order. A pod that fits nowhere gave up all of them
/// @param effectiveZones zone to how many waiting pods were bound to it before any was placed, `flexible` for more
///     than one zone, `none` for no zone; empty for what-ifs of consolidation
/// @param timedOut whether the deadline passed before all pods were tried; pods not tried appear nowhere
public record SchedulingResult(
        List<ProposedNodeClaim> newNodeClaims,
        SequencedMap<String, List<Pod>> existing,
        SequencedMap<Pod, Rejection> rejected,
        SequencedMap<Pod, Rejection> ignored,
        SequencedMap<Pod, Rejection> deferred,
        SequencedMap<String, Rejection> skippedPools,
        SequencedMap<Pod, List<String>> relaxed,
        SequencedMap<String, Integer> effectiveZones,
        boolean timedOut) {

    public SchedulingResult {
        newNodeClaims = List.copyOf(newNodeClaims);
        existing = Collections.unmodifiableSequencedMap(new TreeMap<>(existing));
        rejected = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(rejected));
        ignored = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(ignored));
        skippedPools = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(skippedPools));
        relaxed = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(relaxed));
        effectiveZones = Collections.unmodifiableSequencedMap(new TreeMap<>(effectiveZones));
        deferred = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(deferred));
    }
}
