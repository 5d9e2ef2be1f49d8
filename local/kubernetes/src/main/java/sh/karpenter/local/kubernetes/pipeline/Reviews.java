package sh.karpenter.local.kubernetes.pipeline;

import java.util.List;
import java.util.Map;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.request.Caller;
import sh.karpenter.local.kubernetes.request.Target;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers questions about users and permissions. Everything is allowed to everybody.
final class Reviews {
    private final Tokens tokens;

    Reviews(Tokens tokens) {
        this.tokens = tokens;
    }

    ObjectNode answer(Target target, ObjectNode review, Caller caller) {
        ObjectNode answer = review.deepCopy();
        ObjectNode status = answer.putObject("status");
        switch (target.definition().names().kind()) {
            case "SelfSubjectAccessReview", "SubjectAccessReview", "LocalSubjectAccessReview" ->
                status.put("allowed", true).put("reason", "the local cluster allows everything");
            case "SelfSubjectRulesReview" -> rules(status);
            case "SelfSubjectReview" -> status.set("userInfo", userInfo(caller));
            case "TokenReview" -> {
                Caller found = tokens.check(Json.string(review, "spec", "token"));
                status.put("authenticated", found != null);
                if (found != null) {
                    status.set("user", userInfo(found));
                }
            }
            default -> throw ApiErrors.methodNotAllowed();
        }
        return answer;
    }

    private static void rules(ObjectNode status) {
        ObjectNode resources = status.putArray("resourceRules").addObject();
        for (String field : List.of("verbs", "apiGroups", "resources")) {
            resources.putArray(field).add("*");
        }
        ObjectNode others = status.putArray("nonResourceRules").addObject();
        others.putArray("verbs").add("*");
        others.putArray("nonResourceURLs").add("*");
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
