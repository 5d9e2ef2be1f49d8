package sh.karpenter.local.kubernetes.access;

import org.jspecify.annotations.Nullable;

/// One served resource of one API version, as named in discovery.
///
/// @param group the API group, empty for the core group
/// @param version the API version, for example `v1`
/// @param plural the resource name used in paths, for example `pods`
/// @param kind the kind of its objects, for example `Pod`
/// @param namespaced whether objects live in a namespace
public record ResourceKind(String group, String version, String plural, String kind, boolean namespaced) {

    @Override
    public int hashCode() {
        return 31 * plural.hashCode() + group.hashCode();
    }

    /// The `apiVersion` of objects of this kind: `v1`, or `group/version`.
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /// The name with its group as messages of the API server show it: `pods`, `deployments.apps`.
    public String qualifiedName() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /// Nearly always the very same constant: compared for every change by every controller.
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ResourceKind same
                        && namespaced == same.namespaced
                        && plural.equals(same.plural)
                        && group.equals(same.group)
                        && version.equals(same.version)
                        && kind.equals(same.kind));
    }
}
