package sh.karpenter.local.kubernetes.resource;

import java.util.List;

/// Every name of a resource.
///
/// @param group API group, empty for the core group
/// @param plural the name in paths
/// @param singular the name for one object on a command line
/// @param kind kind of the objects
/// @param listKind kind of a list
/// @param shortNames abbreviations for a command line
/// @param categories groups of resources for a command line, such as `all`
public record ResourceNames(
        String group,
        String plural,
        String singular,
        String kind,
        String listKind,
        List<String> shortNames,
        List<String> categories) {

    /// Resource with group as messages show it: `pods`, `deployments.apps`.
    public String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /// Kind with group as messages show it: `Pod`, `Deployment.apps`.
    public String qualifiedKind() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
