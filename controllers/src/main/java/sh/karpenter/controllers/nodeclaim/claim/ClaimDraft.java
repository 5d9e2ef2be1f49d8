package sh.karpenter.controllers.nodeclaim.claim;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.api.condition.ConditionSubject;
import sh.karpenter.kube.api.condition.Conditions;
import sh.karpenter.kube.api.condition.KarpenterConditions;
import sh.karpenter.kube.client.store.NodeClaims;
import sh.karpenter.kube.client.store.WriteOutcome;
import sh.karpenter.kube.mapping.NodeClaimMapping;
import sh.karpenter.kube.mapping.ResourcesMapping;

/// A claim and the changes that a controller has in mind for it. Nothing is written before [#save]; then it
/// takes at most one write for metadata and one for the status, both under the claim's lock, and none when
/// nothing has changed.
///
/// Confined to one reconciliation.
public final class ClaimDraft {
    private final NodeClaim read;
    private final NodeClaim working;

    private ClaimDraft(NodeClaim read, NodeClaim working) {
        this.read = read;
        this.working = working;
    }

    /// A draft of a claim as it was read.
    public static ClaimDraft of(NodeClaim claim) {
        var working = new NodeClaim();
        ObjectMeta metadata = new ObjectMetaBuilder(claim.getMetadata()).build();
        working.setMetadata(metadata);
        working.setSpec(claim.getSpec());
        working.setStatus(claim.getStatus());
        return new ClaimDraft(claim, working);
    }

    /// The claim with the changes so far. Not to be changed through this.
    public NodeClaim claim() {
        return working;
    }

    /// Its name.
    public String name() {
        return working.getMetadata().getName();
    }

    /// Its uid.
    public String uid() {
        return Objects.requireNonNullElse(working.getMetadata().getUid(), "");
    }

    /// The status with the changes so far.
    public NodeClaimStatus status() {
        return working.statusOrEmpty();
    }

    /// The machine's id, empty while there is none.
    public String providerId() {
        return Objects.requireNonNullElse(status().providerID(), "");
    }

    /// The pool it belongs to, empty for none.
    public String nodePool() {
        return label(LabelKeys.NODE_POOL);
    }

    /// The value of a label, empty when it is not there.
    public String label(String key) {
        Map<String, String> labels = working.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(key, "");
    }

    /// The value of an annotation, null when it is not there.
    public @Nullable String annotation(String key) {
        Map<String, String> annotations = working.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(key);
    }

    /// The node class that it refers to.
    public NodeClassRef nodeClass() {
        return NodeClaimMapping.nodeClass(working.getSpec().nodeClassRef());
    }

    /// What it asks for.
    public Resources requests() {
        var resources = working.getSpec().resources();
        return ResourcesMapping.toCore(resources == null ? null : resources.requests());
    }

    /// When it was created.
    public Instant created() {
        String created = working.getMetadata().getCreationTimestamp();
        return created == null ? Instant.EPOCH : Instant.parse(created);
    }

    /// When its deletion began, null while it is not being deleted.
    public @Nullable Instant deletion() {
        String deletion = working.getMetadata().getDeletionTimestamp();
        return deletion == null ? null : Instant.parse(deletion);
    }

    /// Whether it carries the finalizer.
    public boolean has(String finalizer) {
        List<String> finalizers = working.getMetadata().getFinalizers();
        return finalizers != null && finalizers.contains(finalizer);
    }

    /// Its conditions with the changes so far, root and dependents in any case.
    ///
    /// @param now the time of a root that has to be made
    public Conditions conditions(Instant now) {
        return KarpenterConditions.NODE_CLAIM.of(ConditionSubject.of(working), status().conditions(), now);
    }

    /// Changes the conditions.
    public ClaimDraft conditions(Conditions conditions) {
        NodeClaimStatus old = status();
        working.setStatus(new NodeClaimStatus(
                old.nodeName(),
                old.providerID(),
                old.imageID(),
                old.capacity(),
                old.allocatable(),
                conditions.list(),
                old.lastPodEventTime()));
        return this;
    }

    /// Changes the status.
    public ClaimDraft status(UnaryOperator<NodeClaimStatus> change) {
        working.setStatus(change.apply(status()));
        return this;
    }

    /// Replaces the labels.
    public ClaimDraft labels(Map<String, String> labels) {
        working.getMetadata().setLabels(labels);
        return this;
    }

    /// Replaces the annotations.
    public ClaimDraft annotations(Map<String, String> annotations) {
        working.getMetadata().setAnnotations(annotations);
        return this;
    }

    /// Adds or replaces an annotation.
    public ClaimDraft annotate(String key, String value) {
        var annotations = new HashMap<String, String>();
        if (working.getMetadata().getAnnotations() != null) {
            annotations.putAll(working.getMetadata().getAnnotations());
        }
        annotations.put(key, value);
        return annotations(annotations);
    }

    /// Replaces the finalizers.
    public ClaimDraft finalizers(List<String> finalizers) {
        working.getMetadata().setFinalizers(finalizers);
        return this;
    }

    /// Writes what has changed in labels, annotations and finalizers.
    public WriteOutcome<NodeClaim> saveMetadata(NodeClaims claims) {
        return claims.patch(read, claim -> {
            claim.getMetadata().setLabels(working.getMetadata().getLabels());
            claim.getMetadata().setAnnotations(working.getMetadata().getAnnotations());
            claim.getMetadata().setFinalizers(working.getMetadata().getFinalizers());
            return claim;
        });
    }

    /// Writes what has changed.
    ///
    /// @return [WriteOutcome.Written] if anything was written; the first outcome that is neither that nor
    ///     [WriteOutcome.Unchanged] ends it
    public WriteOutcome<NodeClaim> save(NodeClaims claims) {
        WriteOutcome<NodeClaim> metadata = saveMetadata(claims);
        NodeClaim current = metadata.current();
        if (current == null || Objects.equals(read.getStatus(), working.getStatus())) {
            return metadata;
        }
        WriteOutcome<NodeClaim> status = claims.patchStatus(current, claim -> {
            claim.setStatus(working.getStatus());
            return claim;
        });
        return status instanceof WriteOutcome.Unchanged<NodeClaim> ? metadata : status;
    }
}
