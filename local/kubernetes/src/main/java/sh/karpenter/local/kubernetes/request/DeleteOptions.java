package sh.karpenter.local.kubernetes.request;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.node.ObjectNode;

/// How an object is to be deleted.
///
/// @param gracePeriodSeconds null for the object's own default
/// @param propagationPolicy `Background`, `Foreground` or `Orphan`; null for the default
/// @param uid precondition; null for none
/// @param resourceVersion precondition; null for none
/// @param dryRun whether only to say what would happen
public record DeleteOptions(
        @Nullable Long gracePeriodSeconds,
        @Nullable String propagationPolicy,
        @Nullable String uid,
        @Nullable String resourceVersion,
        boolean dryRun) {
    private static final String KIND = "DeleteOptions.meta.k8s.io";
    private static final List<String> POLICIES = List.of("Background", "Foreground", "Orphan");

    /// No wishes.
    public static DeleteOptions defaults() {
        return new DeleteOptions(null, null, null, null, false);
    }

    /// Reads the `DeleteOptions` object of a request body.
    public static DeleteOptions of(@Nullable ObjectNode body) {
        String policy = Json.string(body, "propagationPolicy");
        if (policy.isEmpty() && Json.at(body, "orphanDependents") != null) {
            policy = Json.isTrue(body, "orphanDependents") ? "Orphan" : "Background";
        }
        if (!policy.isEmpty() && !POLICIES.contains(policy)) {
            throw ApiErrors.invalidOptions(
                    KIND,
                    List.of(FieldError.notSupported(
                            "propagationPolicy",
                            Objects.requireNonNull(Json.at(body, "propagationPolicy")),
                            List.of("Foreground", "Background", "Orphan", "nil"))));
        }
        if (Json.at(body, "propagationPolicy") != null && Json.at(body, "orphanDependents") != null) {
            throw ApiErrors.invalidOptions(
                    KIND,
                    List.of(FieldError.invalid(
                            "propagationPolicy",
                            policy,
                            "orphanDependents and deletionPropagation cannot be both set")));
        }
        Long grace = Json.number(body, "gracePeriodSeconds");
        String uid = Json.string(body, "preconditions", "uid");
        String revision = Json.string(body, "preconditions", "resourceVersion");
        return new DeleteOptions(
                grace == null || grace >= 0 ? grace : (Long) 1L,
                policy.isEmpty() ? null : policy,
                uid.isEmpty() ? null : uid,
                revision.isEmpty() ? null : revision,
                !Json.arrayAt(body, "dryRun").isEmpty());
    }
}
