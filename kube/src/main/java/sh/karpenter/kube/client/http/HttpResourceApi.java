package sh.karpenter.kube.client.http;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.client.ApiServerException;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.ResourceApi;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.client.WatchListener;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The calls for one resource over HTTP.
final class HttpResourceApi<T extends HasMetadata> implements ResourceApi<T> {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final String FIELD_MANAGER = "karpenter";

    private final KubernetesClient client;
    private final RequestRate rate;
    private final ResourceType<T> type;
    private final MixedOperation<T, ?, Resource<T>> operations;
    private final @Nullable ItemStore<T> itemStore;
    private final RequestObserver observer;

    HttpResourceApi(
            KubernetesClient client,
            RequestRate rate,
            ResourceType<T> type,
            MixedOperation<T, ?, Resource<T>> operations,
            @Nullable ItemStore<T> itemStore,
            RequestObserver observer) {
        this.client = client;
        this.rate = rate;
        this.type = type;
        this.operations = operations;
        this.itemStore = itemStore;
        this.observer = observer;
    }

    @Override
    public Watching watch(WatchListener<T> listener) {
        SharedIndexInformer<T> informer = (type.namespaced()
                        ? operations.inAnyNamespace().runnableInformer(0)
                        : operations.runnableInformer(0))
                .removeNamespaceIndex()
                .exceptionHandler((started, failure) -> {
                    log.atWarn()
                            .addKeyValue("resource", type.qualifiedName())
                            .addKeyValue("error", String.valueOf(failure.getMessage()))
                            .log("watch failed, trying again");
                    return true;
                });
        if (itemStore != null) {
            informer.itemStore(itemStore);
        }
        informer.addEventHandler(new Forwarding<>(listener));
        informer.start();
        return informer::stop;
    }

    @Override
    public @Nullable T get(ObjectKey key) {
        return call("GET", "", () -> at(key).get());
    }

    @Override
    public T create(T object) {
        rate.await();
        return call(
                "CREATE",
                "",
                () -> (type.namespaced()
                                ? operations
                                        .inNamespace(object.getMetadata().getNamespace())
                                        .resource(object)
                                : operations.resource(object))
                        .create());
    }

    @Override
    public T patch(ObjectKey key, String subresource, PatchFormat format, JsonNode patch) {
        rate.await();
        var context = new PatchContext();
        context.setFieldManager(FIELD_MANAGER);
        switch (format) {
            case MERGE -> context.setPatchType(PatchType.JSON_MERGE);
            case APPLY -> {
                context.setPatchType(PatchType.SERVER_SIDE_APPLY);
                context.setForce(true);
            }
        }
        String body = patch.toString();
        return call(
                "PATCH",
                subresource,
                () -> subresource.isEmpty()
                        ? at(key).patch(context, body)
                        : at(key).subresource(subresource).patch(context, body));
    }

    @Override
    public void delete(ObjectKey key, @Nullable String uid, @Nullable Long gracePeriodSeconds) {
        rate.await();
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        options.put("apiVersion", "v1").put("kind", "DeleteOptions").put("propagationPolicy", "Background");
        if (gracePeriodSeconds != null) {
            options.put("gracePeriodSeconds", gracePeriodSeconds);
        }
        if (uid != null) {
            options.putObject("preconditions").put("uid", uid);
        }
        raw(path(key), "DELETE", "", options);
    }

    @Override
    public void createSubresource(ObjectKey key, String subresource, JsonNode body) {
        rate.await();
        raw(path(key) + "/" + subresource, "POST", subresource, body);
    }

    /// The client's raw call does not serialise trees as Kubernetes objects, so it gets text; and it answers
    /// null, not an error, when there is nothing at the path.
    private void raw(String path, String method, String subresource, JsonNode body) {
        String verb = method.equals("POST") ? "CREATE" : method;
        String answer = call(verb, subresource, () -> client.raw(path, method, body.toString()));
        if (answer == null) {
            throw new ApiServerException(ApiServerException.Kind.NOT_FOUND, 404, path + " not found");
        }
    }

    private Resource<T> at(ObjectKey key) {
        return type.namespaced()
                ? operations.inNamespace(key.namespace()).withName(key.name())
                : operations.withName(key.name());
    }

    private String path(ObjectKey key) {
        return (type.group().isEmpty() ? "/api/" : "/apis/")
                + type.apiVersion()
                + (type.namespaced() ? "/namespaces/" + key.namespace() : "")
                + "/" + type.plural() + "/" + key.name();
    }

    private <R> R call(String verb, String subresource, Supplier<R> request) {
        long began = System.nanoTime();
        try {
            return request.get();
        } catch (KubernetesClientException failed) {
            throw translate(failed);
        } finally {
            observer.took(verb, type, subresource, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    private ApiServerException translate(KubernetesClientException failed) {
        int code = failed.getCode();
        ApiServerException.Kind kind =
                code == 0 ? ApiServerException.Kind.UNAVAILABLE : ApiServerException.Kind.ofStatus(code);
        return new ApiServerException(kind, code, type.qualifiedName() + ": " + message(failed));
    }

    private static String message(KubernetesClientException failed) {
        if (failed.getStatus() != null && failed.getStatus().getMessage() != null) {
            return failed.getStatus().getMessage();
        }
        Throwable cause = failed.getCause();
        return cause == null || cause.getMessage() == null ? String.valueOf(failed.getMessage()) : cause.getMessage();
    }

    /// Hands an informer's notifications on.
    private static final class Forwarding<T extends HasMetadata> implements ResourceEventHandler<T> {
        private final WatchListener<T> listener;
        private final AtomicBoolean synced = new AtomicBoolean();

        Forwarding(WatchListener<T> listener) {
            this.listener = listener;
        }

        @Override
        public void onList(String resourceVersion, boolean remainedEmpty) {
            if (synced.compareAndSet(false, true)) {
                listener.synced();
            }
        }

        @Override
        public void onAdd(T object) {
            listener.present(object);
        }

        @Override
        public void onUpdate(T before, T now) {
            listener.present(now);
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            listener.gone(ObjectKey.of(object), object.getMetadata().getUid());
        }
    }
}
