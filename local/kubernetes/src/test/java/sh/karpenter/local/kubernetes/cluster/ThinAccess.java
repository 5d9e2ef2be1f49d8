package sh.karpenter.local.kubernetes.cluster;

import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiAccess;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// Binds pods by patching them, as long as the server does not serve `binding`.
record ThinAccess(ApiAccess access) implements ApiAccess {
    @Override
    public @Nullable ResourceKind resource(String group, String plural) {
        return access.resource(group, plural);
    }

    @Override
    public @Nullable ObjectNode get(ObjectKey key) {
        return access.get(key);
    }

    @Override
    public Collection<ObjectNode> list(ResourceKind resource) {
        return access.list(resource);
    }

    @Override
    public Collection<ObjectNode> list(ResourceKind resource, String namespace) {
        return access.list(resource, namespace);
    }

    @Override
    public AutoCloseable watch(ResourceKind resource, Consumer<Change> listener) {
        return access.watch(resource, listener);
    }

    @Override
    public ObjectNode create(ResourceKind resource, ObjectNode object) {
        return access.create(resource, object);
    }

    @Override
    public ObjectNode createSubresource(ObjectKey key, String subresource, ObjectNode body) {
        if (subresource.equals("binding")) {
            return access.mergePatch(
                    key, null, Tree.object("spec", Tree.object("nodeName", Tree.text(body, "target", "name"))));
        }
        return access.createSubresource(key, subresource, body);
    }

    @Override
    public ObjectNode update(ResourceKind resource, @Nullable String subresource, ObjectNode object) {
        return access.update(resource, subresource, object);
    }

    @Override
    public ObjectNode mergePatch(ObjectKey key, @Nullable String subresource, ObjectNode patch) {
        return access.mergePatch(key, subresource, patch);
    }

    @Override
    public void delete(ObjectKey key, @Nullable Long g, @Nullable String p, @Nullable String uid) {
        access.delete(key, g, p, uid);
    }
}
