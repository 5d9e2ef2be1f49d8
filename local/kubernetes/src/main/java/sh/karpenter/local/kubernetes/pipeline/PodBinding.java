package sh.karpenter.local.kubernetes.pipeline;

import java.time.InstantSource;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Conditions;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.request.WriteOptions;
import tools.jackson.databind.node.ObjectNode;

/// Assigns a pod to a node.
final class PodBinding {
    private final Writer writer;
    private final InstantSource clock;

    PodBinding(Writer writer, InstantSource clock) {
        this.writer = writer;
        this.clock = clock;
    }

    /// Sets the pod's node and its condition `PodScheduled`, and takes over labels and annotations of the
    /// binding.
    ///
    /// @param pod the pod itself
    /// @param binding a `Binding`
    ObjectNode bind(Target pod, ObjectNode binding, WriteOptions options) {
        String node = Json.string(binding, "target", "name");
        String kind = Json.string(binding, "target", "kind");
        if (node.isEmpty() || !(kind.isEmpty() || kind.equals("Node"))) {
            throw ApiErrors.of(500, "", "target.name: Required value", null);
        }
        String uid = Metadata.uid(binding);
        writer.modifyInternally(pod, options, current -> {
            check(pod, current, node, uid);
            Json.child(current, "spec").put("nodeName", node);
            takeOver(binding, current, "labels");
            takeOver(binding, current, "annotations");
            ObjectNode condition = Json.object().put("type", "PodScheduled").put("status", "True");
            Conditions.set(Json.child(current, "status"), condition, clock.instant());
            return current;
        });
        return Statuses.created();
    }

    private static void check(Target pod, ObjectNode current, String node, String uid) {
        String resource = "pods/binding";
        if (!uid.isEmpty() && !uid.equals(Metadata.uid(current))) {
            throw MetadataRules.uidConflict(pod, uid, Metadata.uid(current));
        }
        if (Metadata.isTerminating(current)) {
            throw ApiErrors.conflict(
                    resource, pod.name(), "pod " + pod.name() + " is being deleted, cannot be assigned to a host");
        }
        String present = Json.string(current, "spec", "nodeName");
        if (!present.isEmpty()) {
            throw ApiErrors.conflict(
                    resource, pod.name(), "pod " + pod.name() + " is already assigned to node \"" + present + "\"");
        }
        if (!Json.arrayAt(current, "spec", "schedulingGates").isEmpty()) {
            throw ApiErrors.conflict(
                    resource,
                    pod.name(),
                    "pod " + pod.name() + " has non-empty .spec.schedulingGates, cannot be assigned to node \"" + node
                            + "\"");
        }
    }

    private static void takeOver(ObjectNode binding, ObjectNode pod, String field) {
        ObjectNode extra = Json.objectAt(binding, "metadata", field);
        if (extra != null && !extra.isEmpty()) {
            Json.child(Metadata.of(pod), field).setAll(extra);
        }
    }
}
