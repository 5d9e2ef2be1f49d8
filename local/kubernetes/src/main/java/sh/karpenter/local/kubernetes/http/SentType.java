package sh.karpenter.local.kubernetes.http;

import java.util.List;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.resource.Catalogue;
import sh.karpenter.local.kubernetes.resource.Trait;
import tools.jackson.databind.node.ObjectNode;

/// What a body says it is, where the path expects something else.
///
/// @param apiVersion for example `apps/v1`
/// @param kind for example `Deployment`
record SentType(String apiVersion, String kind) {

    /// Refuses the body unless only the version is another one, which is looked at later.
    ///
    /// @param expected the kind that the path is about
    void refuse(Target target, String expected, ObjectNode body, Catalogue.Served served) {
        boolean same = kind.equals(expected);
        if (target.subresource() != null) {
            if (!same) {
                throw ApiErrors.badRequest(
                        "the object provided is unrecognized (must be of type " + expected + "): got kind " + kind);
            }
        } else if (target.definition().is(Trait.CUSTOM)) {
            if (!same) {
                throw ApiErrors.invalid(
                        kind + "." + target.definition().group(),
                        Metadata.name(body),
                        List.of(FieldError.invalid("kind", kind, "must be " + expected)));
            }
        } else if (!isKnown(served)) {
            throw cannotBeHandled(
                    expected,
                    "no kind \"" + kind + "\" is registered for version \"" + apiVersion
                            + "\" in scheme \"pkg/runtime/scheme.go:111\"");
        } else if (!same) {
            throw cannotBeHandled(
                    expected,
                    "converting (" + version() + "." + kind + ") to ("
                            + internal(target.definition().group()) + "." + expected + "): unknown conversion");
        }
    }

    private RuntimeException cannotBeHandled(String expected, String why) {
        return ApiErrors.badRequest(
                kind + " in version \"" + version() + "\" cannot be handled as a " + expected + ": " + why);
    }

    private boolean isKnown(Catalogue.Served served) {
        int slash = apiVersion.indexOf('/');
        return served.resources(slash < 0 ? "" : apiVersion.substring(0, slash), version()).stream()
                .anyMatch(definition -> definition.names().kind().equals(kind) && !definition.is(Trait.CUSTOM));
    }

    private String version() {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }

    /// How the API server calls a group in its own code.
    private static String internal(String group) {
        int dot = group.indexOf('.');
        return group.isEmpty() ? "core" : dot < 0 ? group : group.substring(0, dot);
    }
}
