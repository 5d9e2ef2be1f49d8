package sh.karpenter.local.kubernetes.resource;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ResourceKind;

/// A resource that is served.
///
/// @param names all its names
/// @param namespaced whether objects live in a namespace
/// @param verbs in alphabetical order
/// @param versions in order of preference
/// @param storageVersion the version that objects are stored in
/// @param traits departures from the plain resource
/// @param storedAs the resource whose storage this one shows; its own qualified name for all but events.k8s.io
/// @param strategy what its objects need on their way in
public record ResourceDefinition(
        ResourceNames names,
        boolean namespaced,
        List<String> verbs,
        List<ServedVersion> versions,
        String storageVersion,
        Set<Trait> traits,
        String storedAs,
        Strategy strategy) {

    /// The group of the resource, empty for the core group.
    public String group() {
        return names.group();
    }

    /// Resource and group, for example `deployments.apps`: the name in messages.
    public String qualifiedName() {
        return names.resource();
    }

    /// The version of that name if it is served, else null.
    public @Nullable ServedVersion version(String name) {
        for (ServedVersion version : versions) {
            if (version.name().equals(name) && version.served()) {
                return version;
            }
        }
        return null;
    }

    /// Whether the resource has this trait.
    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /// The resource in one version.
    public ResourceKind kind(String version) {
        return new ResourceKind(names.group(), version, names.plural(), names.kind(), namespaced);
    }

    /// The resource in its storage version.
    public ResourceKind storageKind() {
        return kind(storageVersion);
    }

    /// The `apiVersion` of objects in a version.
    public String apiVersion(String version) {
        return names.group().isEmpty() ? version : names.group() + "/" + version;
    }
}
