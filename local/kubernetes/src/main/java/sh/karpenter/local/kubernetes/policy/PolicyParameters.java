package sh.karpenter.local.kubernetes.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.admission.AdmissionRequest;
import sh.karpenter.local.kubernetes.admission.ObjectReader;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.resource.Catalogue;
import sh.karpenter.local.kubernetes.resource.ResourceDefinition;
import sh.karpenter.local.kubernetes.selector.LabelSelector;
import tools.jackson.databind.node.ObjectNode;

/// Finds the objects that a binding gives to its policy as `params`.
///
/// @param reader of the objects
/// @param catalogue knows which resource a kind is
record PolicyParameters(ObjectReader reader, Catalogue catalogue) {

    /// A policy's parameters cannot be had.
    static final class MissingException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        MissingException(String message) {
            super(message);
        }
    }

    /// The parameter objects, over each of which the policy is evaluated. Holds one null for a policy that takes
    /// none, and nothing when there are none and the binding says that this is fine.
    ///
    /// @throws MissingException when there are none and the binding wants some
    List<@Nullable ObjectNode> find(ObjectNode policy, ObjectNode binding, AdmissionRequest request) {
        List<@Nullable ObjectNode> found = new ArrayList<>();
        ObjectNode kind = Json.objectAt(policy, "spec", "paramKind");
        ObjectNode reference = Json.objectAt(binding, "spec", "paramRef");
        if (kind == null || reference == null) {
            found.add(null);
            return found;
        }
        ResourceDefinition definition = definition(Json.string(kind, "apiVersion"), Json.string(kind, "kind"));
        String namespace = namespace(definition, reference, request);
        String version = Json.string(kind, "apiVersion");
        String name = Json.string(reference, "name");
        LabelSelector selector = LabelSelector.of(Json.at(reference, "selector"));
        for (ObjectNode object : reader.list(definition.storedAs(), definition.namespaced() ? namespace : null)) {
            boolean wanted = name.isEmpty()
                    ? selector != null && selector.matches(Metadata.labels(object))
                    : Metadata.name(object).equals(name);
            if (wanted) {
                found.add(definition.strategy().fromStorage(object, version.substring(version.indexOf('/') + 1)));
            }
        }
        if (found.isEmpty()
                && !Json.string(reference, "parameterNotFoundAction").equals("Allow")) {
            throw new MissingException("no params found for policy binding with `Deny` parameterNotFoundAction");
        }
        return found;
    }

    private static String namespace(ResourceDefinition definition, ObjectNode reference, AdmissionRequest request) {
        String given = Json.string(reference, "namespace");
        if (!definition.namespaced() || !given.isEmpty()) {
            return given;
        }
        if (!request.target().definition().namespaced()) {
            throw new MissingException(
                    "cannot use namespaced paramRef in policy binding that matches cluster-scoped" + " resources");
        }
        return request.target().namespace();
    }

    private ResourceDefinition definition(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        String version = apiVersion.substring(slash + 1);
        for (ResourceDefinition definition : catalogue.served().resources(group, version)) {
            if (definition.names().kind().equals(kind)) {
                return definition;
            }
        }
        throw new MissingException(
                "failed to find resource referenced by paramKind: '" + apiVersion + ", Kind=" + kind + "'");
    }
}
