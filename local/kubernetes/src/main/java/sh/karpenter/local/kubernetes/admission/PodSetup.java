package sh.karpenter.local.kubernetes.admission;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What else a new pod gets: a service account, the overhead and placement of its runtime class, the values of
/// `matchLabelKeys`, and a condition that says that it is gated.
///
/// The token volume of the service account is left out: nothing in the local cluster runs inside containers.
public final class PodSetup implements AdmissionPlugin {
    private final ObjectReader reader;

    public PodSetup(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode pod = request.created("pods");
        if (pod == null) {
            return;
        }
        ObjectNode spec = Json.child(pod, "spec");
        serviceAccount(request, spec);
        runtimeClass(request, spec);
        matchLabelKeys(pod, spec);
        if (!Json.arrayAt(spec, "schedulingGates").isEmpty()) {
            ObjectNode status = Json.child(pod, "status");
            status.putArray("conditions")
                    .addObject()
                    .put("type", "PodScheduled")
                    .put("status", "False")
                    .put("reason", "SchedulingGated")
                    .put("message", "Scheduling is blocked due to non-empty scheduling gates")
                    .putNull("lastProbeTime")
                    .put("lastTransitionTime", Json.string(pod, "metadata", "creationTimestamp"));
        }
    }

    private void serviceAccount(AdmissionRequest request, ObjectNode spec) {
        if (Metadata.annotations(request.object()).containsKey("kubernetes.io/config.mirror")) {
            return;
        }
        String name = Json.string(spec, "serviceAccountName");
        if (name.isEmpty()) {
            spec.put("serviceAccountName", "default").put("serviceAccount", "default");
        } else if (!name.equals("default")
                && reader.get("serviceaccounts", request.target().namespace(), name) == null) {
            throw request.forbidden("error looking up service account "
                    + request.target().namespace() + "/" + name + ": serviceaccount \"" + name + "\" not found");
        }
    }

    private void runtimeClass(AdmissionRequest request, ObjectNode spec) {
        String name = Json.string(spec, "runtimeClassName");
        if (name.isEmpty()) {
            return;
        }
        @Nullable ObjectNode found = reader.get("runtimeclasses.node.k8s.io", "", name);
        if (found == null) {
            throw request.forbidden("pod rejected: RuntimeClass \"" + name + "\" not found");
        }
        ObjectNode overhead = Json.objectAt(found, "overhead", "podFixed");
        if (overhead != null) {
            spec.set("overhead", overhead.deepCopy());
        }
        ObjectNode selector = Json.objectAt(found, "scheduling", "nodeSelector");
        if (selector != null) {
            Json.child(spec, "nodeSelector").setAll(selector);
        }
        ArrayNode tolerations = Json.arrayAt(found, "scheduling", "tolerations");
        if (!tolerations.isEmpty()) {
            ArrayNode own =
                    spec.get("tolerations") instanceof ArrayNode present ? present : spec.putArray("tolerations");
            tolerations.forEach(toleration -> own.add(toleration.deepCopy()));
        }
    }

    private static void matchLabelKeys(ObjectNode pod, ObjectNode spec) {
        for (JsonNode constraint : Json.arrayAt(spec, "topologySpreadConstraints")) {
            merge(pod, constraint, "matchLabelKeys", "In");
        }
        for (String kind : List.of("podAffinity", "podAntiAffinity")) {
            for (JsonNode term :
                    Json.arrayAt(spec, "affinity", kind, "requiredDuringSchedulingIgnoredDuringExecution")) {
                merge(pod, term, "matchLabelKeys", "In");
                merge(pod, term, "mismatchLabelKeys", "NotIn");
            }
            for (JsonNode weighted :
                    Json.arrayAt(spec, "affinity", kind, "preferredDuringSchedulingIgnoredDuringExecution")) {
                merge(pod, weighted.path("podAffinityTerm"), "matchLabelKeys", "In");
                merge(pod, weighted.path("podAffinityTerm"), "mismatchLabelKeys", "NotIn");
            }
        }
    }

    private static void merge(ObjectNode pod, JsonNode term, String field, String operator) {
        ArrayNode keys = Json.arrayAt(term, field);
        ObjectNode selector = Json.objectAt(term, "labelSelector");
        if (keys.isEmpty() || selector == null) {
            return;
        }
        for (JsonNode key : keys) {
            String value = Metadata.labels(pod).get(key.asString(""));
            if (value != null) {
                ArrayNode expressions = selector.get("matchExpressions") instanceof ArrayNode present
                        ? present
                        : selector.putArray("matchExpressions");
                ObjectNode expression = expressions.addObject();
                expression.put("key", key.asString("")).put("operator", operator);
                expression.putArray("values").add(value);
            }
        }
    }
}
