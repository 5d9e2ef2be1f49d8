package sh.karpenter.core.model.node;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;

/// A pool: which machines may be launched for whom, how many, and how they may be taken away again.
///
/// @param name its name
/// @param uid its uid
/// @param weight pools of greater weight are tried first; 0 when not given
/// @param labels labels of its nodes, in key order
/// @param annotations annotations of its nodes, in key order
/// @param requirements what its machines must be
/// @param taints taints that its nodes keep
/// @param startupTaints taints that its nodes lose once they are set up
/// @param nodeClass the provider's description of its machines
/// @param expireAfter how old a node may become; null means never expires
/// @param terminationGracePeriod how long draining may take; null means for ever
/// @param limits how much all its nodes together may have; a name that is absent is not limited
/// @param disruption its say on voluntary disruption
/// @param replicas fixed number of nodes of a static pool; null for a dynamic one
/// @param ready whether its condition Ready is True
/// @param deleting whether it is being deleted
/// @param hash its drift hash, empty when not computed yet
/// @param hashVersion the version of the hash's rules, empty when not computed yet
public record NodePool(
        String name,
        String uid,
        int weight,
        SequencedMap<String, String> labels,
        SequencedMap<String, String> annotations,
        List<LabelExpression> requirements,
        List<Taint> taints,
        List<Taint> startupTaints,
        NodeClassRef nodeClass,
        @Nullable Duration expireAfter,
        @Nullable Duration terminationGracePeriod,
        Resources limits,
        DisruptionPolicy disruption,
        @Nullable Long replicas,
        boolean ready,
        boolean deleting,
        String hash,
        String hashVersion) {

    public NodePool {
        labels = Collections.unmodifiableSequencedMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableSequencedMap(new TreeMap<>(annotations));
        requirements = List.copyOf(requirements);
        taints = List.copyOf(taints);
        startupTaints = List.copyOf(startupTaints);
    }

    /// Whether it keeps a fixed number of nodes instead of following the pods.
    public boolean isStatic() {
        return replicas != null;
    }
}
