package sh.karpenter.kube.client.store;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.client.ApiServerException;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.ResourceApi;
import sh.karpenter.kube.client.WatchListener;
import sh.karpenter.kube.mapping.MappedPod;
import sh.karpenter.kube.mapping.PodMapping;
import tools.jackson.databind.node.ObjectNode;

/// The pods, each mapped to the core's value as it is read; the object itself is dropped at once.
final class PodStore implements Pods {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final String DEFAULT_SCHEDULER = "default-scheduler";

    private final ResourceApi<io.fabric8.kubernetes.api.model.Pod> api;
    private final CacheIndex<Pod> byNode = new CacheIndex<>(Pod::nodeName);
    private final WatchCache<Pod> cache = new WatchCache<>(List.of(byNode));
    private final Map<ObjectKey, MappedPod.Malformed> malformed = new ConcurrentSkipListMap<>();
    private final ResourceApi.Watching watching;

    /// Opens the watch.
    PodStore(ResourceApi<io.fabric8.kubernetes.api.model.Pod> api, PodMapping mapping) {
        this.api = api;
        this.watching = api.watch(new Feed(mapping));
    }

    @Override
    public @Nullable Pod find(ObjectKey key) {
        return cache.find(key);
    }

    @Override
    public List<Pod> list() {
        return cache.list();
    }

    @Override
    public List<Pod> onNode(String nodeName) {
        return byNode.find(nodeName);
    }

    @Override
    public List<MappedPod.Malformed> malformed() {
        return List.copyOf(new TreeMap<>(malformed).values());
    }

    @Override
    public void subscribe(ChangeListener<Pod> listener) {
        cache.subscribe(listener);
    }

    @Override
    public boolean synced() {
        return cache.synced();
    }

    @Override
    public EvictionOutcome evict(Pod pod) {
        ObjectNode eviction = tools.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        eviction.put("apiVersion", "policy/v1").put("kind", "Eviction");
        eviction.putObject("metadata").put("name", pod.name()).put("namespace", pod.namespace());
        eviction.set("deleteOptions", ResourceStore.preconditions(pod.uid()));
        try {
            api.createSubresource(new ObjectKey(pod.namespace(), pod.name()), "eviction", eviction);
            return new EvictionOutcome.Evicted();
        } catch (ApiServerException answer) {
            return refusal(answer);
        }
    }

    /// More than one budget is answered as an internal error, so the text has to tell. Source: Kubernetes, eviction
    /// subresource.
    private static EvictionOutcome refusal(ApiServerException answer) {
        String message = String.valueOf(answer.getMessage());
        if (message.contains("more than one PodDisruptionBudget")) {
            return new EvictionOutcome.SeveralBudgets(message);
        }
        return switch (answer.kind()) {
            case NOT_FOUND, CONFLICT -> new EvictionOutcome.Gone(answer.code());
            case TOO_MANY_REQUESTS -> new EvictionOutcome.BlockedByBudget(message);
            case REFUSED -> new EvictionOutcome.Refused(answer.code(), message);
            case UNAVAILABLE -> throw answer;
        };
    }

    @Override
    public BindOutcome bind(Pod pod, String nodeName) {
        var key = new ObjectKey(pod.namespace(), pod.name());
        try {
            // What the cache has dropped matters here, so the pod is read again.
            io.fabric8.kubernetes.api.model.Pod current = api.get(key);
            if (current == null
                    || !pod.uid().equals(current.getMetadata().getUid())
                    || current.getMetadata().getDeletionTimestamp() != null
                    || current.getSpec().getNodeName() != null) {
                return new BindOutcome.Gone();
            }
            String scheduler = current.getSpec().getSchedulerName();
            if (scheduler != null && !scheduler.equals(DEFAULT_SCHEDULER)) {
                return new BindOutcome.NotOurs("scheduler " + scheduler);
            }
            if (!current.getSpec().getSchedulingGates().isEmpty()) {
                return new BindOutcome.NotOurs("scheduling gate "
                        + current.getSpec().getSchedulingGates().getFirst().getName());
            }
            api.createSubresource(key, "binding", binding(pod, nodeName));
            return new BindOutcome.Bound();
        } catch (ApiServerException answer) {
            return switch (answer.kind()) {
                case NOT_FOUND, CONFLICT -> new BindOutcome.Gone();
                case REFUSED -> new BindOutcome.Refused(String.valueOf(answer.getMessage()));
                case TOO_MANY_REQUESTS, UNAVAILABLE -> throw answer;
            };
        }
    }

    /// With the uid, so that a pod of the same name that came later is not bound by mistake.
    private static ObjectNode binding(Pod pod, String nodeName) {
        ObjectNode binding = tools.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        binding.put("apiVersion", "v1").put("kind", "Binding");
        binding.putObject("metadata")
                .put("name", pod.name())
                .put("namespace", pod.namespace())
                .put("uid", pod.uid());
        binding.putObject("target").put("apiVersion", "v1").put("kind", "Node").put("name", nodeName);
        return binding;
    }

    @Override
    public DeleteOutcome delete(Pod pod, @Nullable Long gracePeriodSeconds) {
        return ResourceStore.delete(api, new ObjectKey(pod.namespace(), pod.name()), pod.uid(), gracePeriodSeconds);
    }

    /// Ends the watch.
    void close() {
        watching.close();
    }

    private final class Feed implements WatchListener<io.fabric8.kubernetes.api.model.Pod> {
        private final PodMapping mapping;

        Feed(PodMapping mapping) {
            this.mapping = mapping;
        }

        @Override
        public void present(io.fabric8.kubernetes.api.model.Pod object) {
            switch (mapping.map(object)) {
                case MappedPod.Mapped(var pod) -> {
                    var key = new ObjectKey(pod.namespace(), pod.name());
                    malformed.remove(key);
                    cache.present(key, pod.uid(), object.getMetadata().getResourceVersion(), pod);
                }
                case MappedPod.Malformed bad -> {
                    var key = new ObjectKey(bad.namespace(), bad.name());
                    malformed.put(key, bad);
                    cache.gone(key, bad.uid());
                    log.atError()
                            .addKeyValue("Pod", Map.of("name", bad.name(), "namespace", bad.namespace()))
                            .addKeyValue("field", bad.field())
                            .addKeyValue("value", bad.value())
                            .log("ignoring pod, " + bad.problem());
                }
            }
        }

        @Override
        public void gone(ObjectKey key, String uid) {
            malformed.remove(key);
            cache.gone(key, uid);
        }

        @Override
        public void synced() {
            cache.markSynced();
        }
    }
}
