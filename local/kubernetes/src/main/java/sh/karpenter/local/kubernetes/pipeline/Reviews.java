package sh.karpenter.local.kubernetes.pipeline;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.object.Timestamps;
import sh.karpenter.local.kubernetes.request.Caller;
import sh.karpenter.local.kubernetes.request.Target;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers questions about users and permissions.
final class Reviews {
    private final Tokens tokens;
    private final Permissions permissions;
    private final InstantSource clock;

    Reviews(Tokens tokens, Permissions permissions, InstantSource clock) {
        this.tokens = tokens;
        this.permissions = permissions;
        this.clock = clock;
    }

    ObjectNode answer(Target target, ObjectNode review, Caller caller) {
        ObjectNode answer = review.deepCopy();
        Json.child(answer, "metadata");
        ObjectNode status = answer.putObject("status");
        switch (target.definition().names().kind()) {
            case "SelfSubjectAccessReview" -> status.put("allowed", isAllowed(target, review, caller));
            case "SubjectAccessReview", "LocalSubjectAccessReview" ->
                status.put("allowed", isAllowed(target, review, subject(review)));
            case "SelfSubjectRulesReview" -> rules(status, caller, Json.string(review, "spec", "namespace"));
            case "SelfSubjectReview" -> {
                Metadata.of(answer).put("creationTimestamp", Timestamps.seconds(clock.instant()));
                status.set("userInfo", userInfo(caller));
            }
            case "TokenReview" -> token(status, tokens.check(Json.string(review, "spec", "token")));
            default -> throw ApiErrors.methodNotAllowed();
        }
        return answer;
    }

    private boolean isAllowed(Target target, ObjectNode review, Caller caller) {
        ObjectNode asked = Json.objectAt(review, "spec", "resourceAttributes");
        if (asked == null) {
            if (Json.at(review, "spec", "nonResourceAttributes") == null) {
                throw ApiErrors.invalid(
                        "." + target.definition().group(),
                        "",
                        List.of(FieldError.invalid(
                                "spec.resourceAttributes",
                                (JsonNode) null,
                                "exactly one of nonResourceAttributes or resourceAttributes must be specified")));
            }
            return caller.isMaster();
        }
        String subresource = Json.string(asked, "subresource");
        String resource = Json.string(asked, "resource") + (subresource.isEmpty() ? "" : "/" + subresource);
        return permissions.allows(
                caller,
                new Permissions.Question(
                        Json.string(asked, "group"),
                        resource,
                        Json.string(asked, "verb"),
                        Json.string(asked, "namespace"),
                        Json.string(asked, "name")));
    }

    private static Caller subject(ObjectNode review) {
        List<String> groups = new ArrayList<>();
        Json.arrayAt(review, "spec", "groups").forEach(group -> groups.add(group.asString("")));
        return new Caller(Json.string(review, "spec", "user"), groups, "", Map.of());
    }

    private static void token(ObjectNode status, @Nullable Caller found) {
        if (found == null) {
            status.put("error", "invalid bearer token").putObject("user");
        } else {
            status.put("authenticated", true).set("user", userInfo(found));
        }
    }

    private void rules(ObjectNode status, Caller caller, String namespace) {
        ArrayNode resources = status.putArray("resourceRules");
        ArrayNode others = status.putArray("nonResourceRules");
        for (JsonNode rule : permissions.rules(caller, namespace)) {
            (rule.has("nonResourceURLs") ? others : resources).add(rule.deepCopy());
        }
        status.put("incomplete", false);
    }

    private static ObjectNode userInfo(Caller caller) {
        ObjectNode info = Json.object().put("username", caller.user());
        if (!caller.uid().isEmpty()) {
            info.put("uid", caller.uid());
        }
        ArrayNode groups = info.putArray("groups");
        caller.groups().forEach(groups::add);
        if (!caller.extra().isEmpty()) {
            ObjectNode extra = info.putObject("extra");
            for (Map.Entry<String, List<String>> entry : caller.extra().entrySet()) {
                ArrayNode values = extra.putArray(entry.getKey());
                entry.getValue().forEach(values::add);
            }
        }
        return info;
    }
}
