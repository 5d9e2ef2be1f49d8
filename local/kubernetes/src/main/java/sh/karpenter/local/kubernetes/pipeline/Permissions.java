package sh.karpenter.local.kubernetes.pipeline;

import sh.karpenter.local.kubernetes.request.Caller;
import tools.jackson.databind.node.ArrayNode;

/// Who may do what, as roles and their bindings say.
public interface Permissions {

    /// Whether a caller may do something.
    boolean allows(Caller caller, Question question);

    /// The rules that hold for a caller in a namespace, as in the rules of a role.
    ArrayNode rules(Caller caller, String namespace);

    /// Something that one may or may not do.
    ///
    /// @param group API group, empty for the core group
    /// @param resource its plural name, with a subresource as in `pods/eviction`
    /// @param verb for example `list`
    /// @param namespace empty for all of them, or where there are none
    /// @param name of one object, empty for none
    record Question(String group, String resource, String verb, String namespace, String name) {}
}
