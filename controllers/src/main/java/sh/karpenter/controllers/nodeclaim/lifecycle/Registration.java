package sh.karpenter.controllers.nodeclaim.lifecycle;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.kube.api.Finalizers;
import sh.karpenter.kube.api.KarpenterTaints;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;

/// What a node becomes by registration: it gets the finalizer, its claim as owner, the claim's labels and
/// annotations (the claim's values win), the claim's taints and startup taints (a taint of that key and effect
/// that is there already stays as it is), loses the unregistered taint and is labelled as registered.
///
/// A node labelled `karpenter.sh/do-not-sync-taints=true` keeps the taints it has: something on it manages them.
final class Registration {
    private Registration() {}

    /// Changes the node, which must be a copy, and gives it back.
    static Node registered(Node node, NodeClaim claim) {
        synced(node, claim);
        node.getSpec().getTaints().removeIf(taint -> NodeFacts.matches(taint, KarpenterTaints.UNREGISTERED));
        node.getMetadata().getLabels().put(LabelKeys.REGISTERED, "true");
        return node;
    }

    /// All of it but the end: what still waits for something keeps the unregistered taint and is not labelled.
    static Node synced(Node node, NodeClaim claim) {
        var metadata = node.getMetadata();
        metadata.setFinalizers(with(metadata.getFinalizers(), Finalizers.TERMINATION));
        metadata.setOwnerReferences(owned(metadata.getOwnerReferences(), claim));
        boolean keepsTaints = NodeFacts.hasLabel(node, LabelKeys.DO_NOT_SYNC_TAINTS);
        metadata.setAnnotations(
                merged(metadata.getAnnotations(), claim.getMetadata().getAnnotations()));
        metadata.setLabels(merged(metadata.getLabels(), claim.getMetadata().getLabels()));
        if (node.getSpec() == null) {
            node.setSpec(new NodeSpec());
        }
        node.getSpec().setTaints(taints(node, claim, keepsTaints));
        return node;
    }

    private static List<Taint> taints(Node node, NodeClaim claim, boolean keepsTaints) {
        var taints = new ArrayList<>(Objects.requireNonNullElse(node.getSpec().getTaints(), List.<Taint>of()));
        if (!keepsTaints) {
            add(taints, claim.getSpec().taints());
            add(taints, claim.getSpec().startupTaints());
        }
        return taints;
    }

    private static void add(List<Taint> taints, @Nullable List<sh.karpenter.kube.api.Taint> wanted) {
        if (wanted != null) {
            for (sh.karpenter.kube.api.Taint taint : wanted) {
                if (taints.stream().noneMatch(present -> NodeFacts.matches(present, taint))) {
                    taints.add(new TaintBuilder()
                            .withKey(taint.key())
                            .withValue(taint.value())
                            .withEffect(taint.effect())
                            .build());
                }
            }
        }
    }

    private static List<String> with(@Nullable List<String> finalizers, String finalizer) {
        var result = new ArrayList<>(Objects.requireNonNullElse(finalizers, List.<String>of()));
        if (!result.contains(finalizer)) {
            result.add(finalizer);
        }
        return result;
    }

    private static List<OwnerReference> owned(@Nullable List<OwnerReference> owners, NodeClaim claim) {
        var result = new ArrayList<>(Objects.requireNonNullElse(owners, List.<OwnerReference>of()));
        if (result.stream()
                .noneMatch(owner ->
                        Objects.equals(owner.getUid(), claim.getMetadata().getUid()))) {
            result.add(new OwnerReferenceBuilder()
                    .withApiVersion(claim.getApiVersion())
                    .withKind(claim.getKind())
                    .withName(claim.getMetadata().getName())
                    .withUid(claim.getMetadata().getUid())
                    .withBlockOwnerDeletion(true)
                    .build());
        }
        return result;
    }

    private static Map<String, String> merged(
            @Nullable Map<String, String> base, @Nullable Map<String, String> winning) {
        var result = new HashMap<String, String>();
        if (base != null) {
            result.putAll(base);
        }
        if (winning != null) {
            result.putAll(winning);
        }
        return result;
    }
}
