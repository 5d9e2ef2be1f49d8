package sh.karpenter.controllers.nodepool.pool;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.NodePoolStatus;
import sh.karpenter.kube.api.condition.ConditionSubject;
import sh.karpenter.kube.api.condition.Conditions;
import sh.karpenter.kube.api.condition.KarpenterConditions;
import sh.karpenter.kube.client.store.NodePools;
import sh.karpenter.kube.client.store.WriteOutcome;
import sh.karpenter.kube.mapping.NodeClaimMapping;
import sh.karpenter.kube.mapping.ResourcesMapping;

/// A pool and the changes of its status that a controller has in mind. Nothing is written before [#save].
///
/// Confined to one reconciliation.
public final class PoolDraft {
    private final NodePool read;
    private NodePoolStatus status;

    private PoolDraft(NodePool read) {
        this.read = read;
        this.status = read.statusOrEmpty();
    }

    /// A draft of a pool as it was read.
    public static PoolDraft of(NodePool pool) {
        return new PoolDraft(pool);
    }

    /// The pool as it was read.
    public NodePool pool() {
        return read;
    }

    /// Its name.
    public String name() {
        return read.getMetadata().getName();
    }

    /// Its generation.
    public long generation() {
        return Objects.requireNonNullElse(read.getMetadata().getGeneration(), 0L);
    }

    /// The node class that it refers to.
    public NodeClassRef nodeClass() {
        return NodeClaimMapping.nodeClass(read.getSpec().template().spec().nodeClassRef());
    }

    /// The value of an annotation, empty when it is not there.
    public String annotation(String key) {
        return Objects.requireNonNullElse(read.getMetadata().getAnnotations(), Map.<String, String>of())
                .getOrDefault(key, "");
    }

    /// The status with the changes so far.
    public NodePoolStatus status() {
        return status;
    }

    /// Its conditions with the changes so far, root and dependents in any case.
    public Conditions conditions(Instant now) {
        return KarpenterConditions.NODE_POOL.of(ConditionSubject.of(read), status.conditions(), now);
    }

    /// Changes the conditions.
    public PoolDraft conditions(Conditions conditions) {
        status = new NodePoolStatus(
                status.resources(), status.nodes(), status.nodeClassObservedGeneration(), conditions.list());
        return this;
    }

    /// Changes what its nodes have.
    public PoolDraft resources(Resources resources, long nodes) {
        status = new NodePoolStatus(
                ResourcesMapping.toWire(resources), nodes, status.nodeClassObservedGeneration(), status.conditions());
        return this;
    }

    /// Changes the generation of the node class that registrations are judged by.
    public PoolDraft observed(long nodeClassGeneration) {
        status = new NodePoolStatus(status.resources(), status.nodes(), nodeClassGeneration, status.conditions());
        return this;
    }

    /// Writes the status if it has changed.
    public WriteOutcome<NodePool> save(NodePools pools) {
        if (status.equals(read.statusOrEmpty())) {
            return new WriteOutcome.Unchanged<>(read);
        }
        return pools.patchStatus(read, pool -> {
            pool.setStatus(status);
            return pool;
        });
    }
}
