package sh.karpenter.local.kubernetes.crd;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.local.kubernetes.access.ApiAccess;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Empties a CustomResourceDefinition that is being deleted: deletes its objects, waits until their
/// finalizers let them go, then removes the finalizer that holds the definition.
public final class CustomResourceCleanup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CustomResourceCleanup.class);
    private static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";
    private static final long POLL_MILLIS = 100;

    private final ApiAccess access;
    private final ResourceKind definitions;
    private final Set<String> running = new LinkedHashSet<>();
    private final AutoCloseable watch;

    /// Starts to watch definitions.
    public CustomResourceCleanup(ApiAccess access, ResourceKind definitions) {
        this.access = access;
        this.definitions = definitions;
        this.watch = access.watch(definitions, this::changed);
    }

    @Override
    public void close() {
        try {
            watch.close();
        } catch (Exception e) {
            throw new IllegalStateException("The watch of definitions could not be closed", e);
        }
    }

    private void changed(Change change) {
        ObjectNode definition = change.object();
        String name = Metadata.name(definition);
        if (change.type() == Change.Type.DELETED
                || !Metadata.isTerminating(definition)
                || !Metadata.finalizers(definition).contains(FINALIZER)) {
            return;
        }
        synchronized (running) {
            if (running.add(name)) {
                Thread.ofVirtual().name("clean up " + name).start(() -> empty(name));
            }
        }
    }

    private void empty(String name) {
        try {
            while (true) {
                ObjectNode definition = access.get(new ObjectKey(definitions, "", name));
                if (definition == null) {
                    return;
                }
                Collection<ObjectNode> left = objects(definition);
                if (left.isEmpty()) {
                    release(definition);
                    return;
                }
                ResourceKind resource = resource(definition);
                for (ObjectNode object : left) {
                    if (resource != null && !Metadata.isTerminating(object)) {
                        access.delete(
                                new ObjectKey(resource, Metadata.namespace(object), Metadata.name(object)),
                                null,
                                "Background",
                                null);
                    }
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ApiException e) {
            LOG.warn("Could not empty the definition {}: {}", name, e.getMessage());
        } finally {
            synchronized (running) {
                running.remove(name);
            }
        }
    }

    private @Nullable ResourceKind resource(ObjectNode definition) {
        return access.resource(
                Json.string(definition, "spec", "group"), Json.string(definition, "spec", "names", "plural"));
    }

    private Collection<ObjectNode> objects(ObjectNode definition) {
        ResourceKind resource = resource(definition);
        return resource == null ? List.of() : access.list(resource);
    }

    private void release(ObjectNode definition) {
        ObjectNode next = definition.deepCopy();
        ArrayNode kept = Json.array();
        for (JsonNode finalizer : Json.arrayAt(definition, "metadata", "finalizers")) {
            if (!finalizer.asString("").equals(FINALIZER)) {
                kept.add(finalizer);
            }
        }
        Metadata.of(next).set("finalizers", kept);
        access.update(definitions, null, next);
    }
}
