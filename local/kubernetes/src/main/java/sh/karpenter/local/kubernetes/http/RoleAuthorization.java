package sh.karpenter.local.kubernetes.http;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.admission.ObjectReader;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.pipeline.Permissions;
import sh.karpenter.local.kubernetes.request.Caller;
import sh.karpenter.local.kubernetes.request.Target;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lets callers do what roles that are bound to them grant, and nothing else, as Kubernetes' RBAC does. Members of
/// `system:masters` may do everything.
///
/// Roles are read at every request, so a changed role counts at once. Aggregated roles and non-resource URLs are
/// left out: nothing here asks for them.
public final class RoleAuthorization implements Authorization, Permissions {
    private static final String GROUP = ".rbac.authorization.k8s.io";
    private static final Set<String> SELF_REVIEWS = Set.of(
            "selfsubjectaccessreviews.authorization.k8s.io",
            "selfsubjectrulesreviews.authorization.k8s.io",
            "selfsubjectreviews.authentication.k8s.io");

    private final ObjectReader objects;
    private final Set<Access> granted = new ConcurrentSkipListSet<>();

    /// @param objects where roles and bindings are read
    public RoleAuthorization(ObjectReader objects) {
        this.objects = objects;
    }

    @Override
    public void check(Caller caller, String verb, Target target) {
        if (caller.isMaster()) {
            return;
        }
        String plural = target.definition().names().plural();
        String resource = target.subresource() == null
                ? plural
                : plural + "/" + target.subresource().name();
        var question = new Question(target.definition().group(), resource, verb, target.namespace(), target.name());
        if (!allows(caller, question)) {
            throw refusal(caller, question, target);
        }
        granted.add(new Access(question.group(), resource, verb));
    }

    @Override
    public boolean allows(Caller caller, Question question) {
        if (caller.isMaster() || isAboutOneself(question)) {
            return true;
        }
        for (JsonNode rule : rules(caller, question.namespace())) {
            if (lists(rule, "apiGroups", question.group())
                    && lists(rule, "resources", question.resource())
                    && lists(rule, "verbs", question.verb())
                    && (Json.arrayAt(rule, "resourceNames").isEmpty()
                            || lists(rule, "resourceNames", question.name()))) {
                return true;
            }
        }
        return false;
    }

    /// Everybody may ask who they are and what they may do.
    private static boolean isAboutOneself(Question question) {
        return question.verb().equals("create") && SELF_REVIEWS.contains(question.resource() + "." + question.group());
    }

    @Override
    public ArrayNode rules(Caller caller, String namespace) {
        ArrayNode rules = Json.array();
        for (ObjectNode binding : bindings("clusterrolebindings", null, caller)) {
            rules.addAll(rulesOf(binding, ""));
        }
        if (!namespace.isEmpty()) {
            for (ObjectNode binding : bindings("rolebindings", namespace, caller)) {
                rules.addAll(rulesOf(binding, namespace));
            }
        }
        return rules;
    }

    /// What was asked for by callers that are no masters, and granted.
    public SortedSet<Access> granted() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(granted));
    }

    private List<ObjectNode> bindings(String plural, @Nullable String namespace, Caller caller) {
        return objects.list(plural + GROUP, namespace).stream()
                .filter(binding -> binds(binding, caller))
                .toList();
    }

    private static boolean binds(ObjectNode binding, Caller caller) {
        for (JsonNode subject : Json.arrayAt(binding, "subjects")) {
            String name = Json.string(subject, "name");
            boolean meant = switch (Json.string(subject, "kind")) {
                case "ServiceAccount" ->
                    caller.user().equals("system:serviceaccount:" + Json.string(subject, "namespace") + ":" + name);
                case "User" -> caller.user().equals(name);
                case "Group" -> caller.groups().contains(name);
                default -> false;
            };
            if (meant) {
                return true;
            }
        }
        return false;
    }

    private ArrayNode rulesOf(ObjectNode binding, String namespace) {
        boolean ofCluster = Json.string(binding, "roleRef", "kind").equals("ClusterRole");
        ObjectNode role = objects.get(
                (ofCluster ? "clusterroles" : "roles") + GROUP,
                ofCluster ? "" : namespace,
                Json.string(binding, "roleRef", "name"));
        return Json.arrayAt(role, "rules");
    }

    private static boolean lists(JsonNode rule, String field, String wanted) {
        for (JsonNode value : Json.arrayAt(rule, field)) {
            if (value.asString().equals(wanted) || value.asString().equals("*")) {
                return true;
            }
        }
        return false;
    }

    private static RuntimeException refusal(Caller caller, Question asked, Target target) {
        String where = target.namespace().isEmpty()
                ? "at the cluster scope"
                : "in the namespace \"" + target.namespace() + "\"";
        return ApiErrors.forbidden(
                target.definition().qualifiedName(),
                target.name(),
                "User \"" + caller.user() + "\" cannot " + asked.verb() + " resource \"" + asked.resource()
                        + "\" in API group \"" + asked.group() + "\" " + where);
    }

    /// One thing that can be done to one resource.
    ///
    /// @param group API group, empty for the core group
    /// @param resource its plural name, with a subresource as in `pods/eviction`
    /// @param verb for example `list`
    public record Access(String group, String resource, String verb) implements Comparable<Access> {
        @Override
        public int compareTo(Access other) {
            return Comparator.comparing(Access::group)
                    .thenComparing(Access::resource)
                    .thenComparing(Access::verb)
                    .compare(this, other);
        }
    }
}
