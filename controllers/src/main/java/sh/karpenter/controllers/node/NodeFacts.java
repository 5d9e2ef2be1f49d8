package sh.karpenter.controllers.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.mapping.ResourcesMapping;
import sh.karpenter.kube.mapping.TaintMapping;

/// Reads Nodes, whose parts may all be absent.
public final class NodeFacts {
    private NodeFacts() {}

    /// Its name.
    public static String name(Node node) {
        return node.getMetadata().getName();
    }

    /// The machine's id, empty while it is not known.
    public static String providerId(Node node) {
        return node.getSpec() == null
                ? ""
                : Objects.requireNonNullElse(node.getSpec().getProviderID(), "");
    }

    /// The pool it belongs to, empty for a node that Karpenter did not launch.
    public static String nodePool(Node node) {
        return label(node, LabelKeys.NODE_POOL);
    }

    /// The value of a label, empty when it is not there.
    public static String label(Node node, String key) {
        Map<String, String> labels = node.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(key, "");
    }

    /// Whether the label is `true`.
    public static boolean hasLabel(Node node, String key) {
        return label(node, key).equals("true");
    }

    /// Whether it carries the finalizer.
    public static boolean hasFinalizer(Node node, String finalizer) {
        List<String> finalizers = node.getMetadata().getFinalizers();
        return finalizers != null && finalizers.contains(finalizer);
    }

    /// When its deletion began, null while it is not being deleted.
    public static @Nullable Instant deletion(Node node) {
        String deletion = node.getMetadata().getDeletionTimestamp();
        return deletion == null ? null : Instant.parse(deletion);
    }

    /// When it was created.
    public static Instant created(Node node) {
        String created = node.getMetadata().getCreationTimestamp();
        return created == null ? Instant.EPOCH : Instant.parse(created);
    }

    /// Whether its condition Ready is True.
    public static boolean ready(Node node) {
        return condition(node, "Ready").equals("True");
    }

    /// The status of a condition, empty when it is not there.
    public static String condition(Node node, String type) {
        if (node.getStatus() != null && node.getStatus().getConditions() != null) {
            for (NodeCondition condition : node.getStatus().getConditions()) {
                if (condition.getType().equals(type)) {
                    return Objects.requireNonNullElse(condition.getStatus(), "");
                }
            }
        }
        return "";
    }

    /// Its taints in the core's terms.
    public static List<Taint> taints(Node node) {
        return node.getSpec() == null
                ? List.of()
                : TaintMapping.ofNode(node.getSpec().getTaints());
    }

    /// Whether a taint of that key and effect is there.
    public static boolean hasTaint(Node node, sh.karpenter.kube.api.Taint wanted) {
        return node.getSpec() != null
                && node.getSpec().getTaints() != null
                && node.getSpec().getTaints().stream().anyMatch(taint -> matches(taint, wanted));
    }

    /// Whether both have the same key and effect.
    public static boolean matches(io.fabric8.kubernetes.api.model.Taint taint, sh.karpenter.kube.api.Taint wanted) {
        return Objects.equals(taint.getKey(), wanted.key()) && Objects.equals(taint.getEffect(), wanted.effect());
    }

    /// What the machine has.
    public static Resources capacity(Node node) {
        return ResourcesMapping.toCore(
                node.getStatus() == null ? null : node.getStatus().getCapacity());
    }

    /// What pods may use.
    public static Resources allocatable(Node node) {
        return ResourcesMapping.toCore(
                node.getStatus() == null ? null : node.getStatus().getAllocatable());
    }
}
