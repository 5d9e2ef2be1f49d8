package sh.karpenter.local.kubernetes.request;

import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.resource.ResourceDefinition;
import sh.karpenter.local.kubernetes.resource.ServedVersion;
import sh.karpenter.local.kubernetes.resource.Subresource;
import sh.karpenter.local.kubernetes.store.StoreKey;

/// What a request is about: a resource in a version, and usually an object or a subresource of it.
///
/// @param definition the resource
/// @param version the version of the request
/// @param namespace empty for cluster-scoped resources and for lists over all namespaces
/// @param name empty for collections
/// @param subresource null for the object itself
public record Target(
        ResourceDefinition definition,
        ServedVersion version,
        String namespace,
        String name,
        @Nullable Subresource subresource) {

    /// The object's place in the store.
    public StoreKey key() {
        return new StoreKey(namespace, name);
    }

    /// The same object under its final name.
    public Target named(String finalName) {
        return new Target(definition, version, namespace, finalName, subresource);
    }

    /// The object itself instead of its subresource.
    public Target main() {
        return new Target(definition, version, namespace, name, null);
    }

    /// The `apiVersion` of the request's objects.
    public String apiVersion() {
        return definition.apiVersion(version.name());
    }

    /// Whether the request is about that subresource.
    public boolean isSubresource(String wanted) {
        return subresource != null && subresource.name().equals(wanted);
    }

    /// The refusal of a request for an object that is not there.
    public ApiException notFound() {
        return ApiErrors.notFound(definition.qualifiedName(), name);
    }
}
