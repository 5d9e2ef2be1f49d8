package sh.karpenter.local.kubernetes.pipeline;

import java.util.List;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.resource.ScalePaths;
import sh.karpenter.local.kubernetes.selector.LabelSelector;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An object seen as a `Scale`: the wanted and present number of replicas and how to select them.
final class ScaleView {
    private final Target target;
    private final ScalePaths paths;

    ScaleView(Target target) {
        ScalePaths declared = target.version().scale();
        if (declared == null) {
            throw ApiErrors.unknownPath();
        }
        this.target = target;
        this.paths = declared;
    }

    /// The `Scale` of an object.
    ObjectNode of(ObjectNode object) {
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            JsonNode value = Json.at(object, "metadata", field);
            if (value != null) {
                metadata.set(field, value);
            }
        }
        ObjectNode spec = scale.putObject("spec");
        Long wanted = Json.number(object, steps(paths.specReplicas()));
        spec.put("replicas", wanted == null ? 0 : wanted);
        ObjectNode status = scale.putObject("status");
        Long present = Json.number(object, steps(paths.statusReplicas()));
        status.put("replicas", present == null ? 0 : present);
        String selector = selector(object);
        if (!selector.isEmpty()) {
            status.put("selector", selector);
        }
        return scale;
    }

    /// Takes the wanted number from a changed `Scale` over into the object.
    ObjectNode apply(ObjectNode object, ObjectNode scale) {
        String revision = Metadata.resourceVersion(scale);
        if (!revision.isEmpty() && !revision.equals(Metadata.resourceVersion(object))) {
            throw ApiErrors.modified(target.definition().qualifiedName(), target.name());
        }
        Long replicas = Json.number(scale, "spec", "replicas");
        long wanted = replicas == null ? 0 : replicas;
        if (wanted < 0) {
            throw ApiErrors.invalid(
                    "Scale.autoscaling",
                    target.name(),
                    List.of(FieldError.invalid(
                            "spec.replicas",
                            Json.at(scale, "spec", "replicas"),
                            "must be greater than or equal to 0")));
        }
        String[] steps = steps(paths.specReplicas());
        ObjectNode parent = object;
        for (int at = 0; at < steps.length - 1; at++) {
            parent = Json.child(parent, steps[at]);
        }
        parent.put(steps[steps.length - 1], wanted);
        return object;
    }

    private String selector(ObjectNode object) {
        if (paths.selector().isEmpty()) {
            return "";
        }
        JsonNode selector = Json.at(object, steps(paths.selector()));
        if (selector == null) {
            return "";
        }
        if (selector.isString()) {
            return selector.stringValue();
        }
        boolean plain = Json.at(selector, "matchLabels") == null && Json.at(selector, "matchExpressions") == null;
        ObjectNode wrapped = plain ? Json.object() : null;
        if (wrapped != null) {
            wrapped.set("matchLabels", selector);
        }
        LabelSelector parsed = LabelSelector.of(wrapped == null ? selector : wrapped);
        return parsed == null ? "" : parsed.toString();
    }

    private static String[] steps(String path) {
        return path.split("\\.", -1);
    }
}
