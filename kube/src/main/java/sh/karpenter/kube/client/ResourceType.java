package sh.karpenter.kube.client;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;

/// A resource of the API server and the Java type that carries its objects.
///
/// @param javaType the model class
/// @param group API group, empty for the core group
/// @param version API version
/// @param kind for example `NodeClaim`
/// @param plural resource name in paths, for example `nodeclaims`
/// @param namespaced whether its objects live in namespaces
/// @param <T> the model class
public record ResourceType<T extends HasMetadata>(
        Class<T> javaType, String group, String version, String kind, String plural, boolean namespaced) {

    /// The resource that a model class stands for, as the class itself says.
    public static <T extends HasMetadata> ResourceType<T> of(Class<T> javaType) {
        return new ResourceType<>(
                javaType,
                HasMetadata.getGroup(javaType),
                HasMetadata.getVersion(javaType),
                HasMetadata.getKind(javaType),
                HasMetadata.getPlural(javaType),
                Namespaced.class.isAssignableFrom(javaType));
    }

    /// A resource without a model class of ours and without namespaces, for example a provider's node class.
    public static ResourceType<GenericKubernetesResource> generic(
            String group, String version, String kind, String plural) {
        return new ResourceType<>(GenericKubernetesResource.class, group, version, kind, plural, false);
    }

    /// `plural.group`, or `plural` for the core group.
    public String qualifiedName() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /// `group/version`, or `version` for the core group.
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
