package sh.karpenter.core.scheduling.result;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.Pod;

/// A machine that the solve wants launched.
///
/// @param pool the pool it belongs to
/// @param pods the pods it is for, in the order of placement
/// @param requirements what the machine must be, without the instance types (see `types`)
/// @param types instance types it may be, cheapest first, cut to the option's limit
/// @param typeCount number of types before that cut
/// @param requests what it must hold: its pods and the least daemon overhead
/// @param pricePerHour of the cheapest launchable offering, infinite when there is none
/// @param minValues per label key: how many distinct values must stay possible, after relaxation
/// @param minValuesRelaxed whether `minValues` was lowered
public record ProposedNodeClaim(
        NodePool pool,
        List<Pod> pods,
        Requirements requirements,
        List<InstanceType> types,
        int typeCount,
        Resources requests,
        double pricePerHour,
        SequencedMap<String, Integer> minValues,
        boolean minValuesRelaxed) {

    public ProposedNodeClaim {
        pods = List.copyOf(pods);
        types = List.copyOf(types);
        minValues = Collections.unmodifiableSequencedMap(new TreeMap<>(minValues));
    }
}
