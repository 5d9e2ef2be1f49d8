package sh.karpenter.kube.client.http;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.File;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.client.KubernetesApi;
import sh.karpenter.kube.client.ResourceApi;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.mapping.WireJson;

/// An API server over HTTP. Watches are plain HTTP streams as those of `kubectl`; where the server can stream
/// its state (Kubernetes 1.34 and newer) they begin with that instead of one great list.
public final class HttpKubernetesApi implements KubernetesApi, AutoCloseable {
    /// From this minor version on streaming lists are served unless somebody switched them off.
    private static final int FIRST_MINOR_THAT_STREAMS = 34;

    /// What the client takes for the server when it has found no configuration.
    private static final String GUESSED = "https://kubernetes.default.svc";

    private final KubernetesClient client;
    private final ExecutorService executor;
    private final RequestRate rate;
    private final RequestObserver observer;

    private HttpKubernetesApi(
            KubernetesClient client, ExecutorService executor, RequestRate rate, RequestObserver observer) {
        this.client = client;
        this.executor = executor;
        this.rate = rate;
        this.observer = observer;
    }

    /// Finds the configuration and asks the server for its version.
    public static ConnectOutcome connect(ConnectionSettings settings) {
        return connect(settings, RequestObserver.none());
    }

    /// Finds the configuration and asks the server for its version.
    ///
    /// @param observer told of every request
    public static ConnectOutcome connect(ConnectionSettings settings, RequestObserver observer) {
        String named = settings.kubeconfig() != null ? settings.kubeconfig().toString() : System.getenv("KUBECONFIG");
        if (named != null
                && !named.isBlank()
                && !named.contains(File.pathSeparator)
                && !Files.isReadable(Path.of(named))) {
            return new ConnectOutcome.Failed(
                    "kubeconfig " + named + " cannot be read. Maybe KUBECONFIG or --kubeconfig names a wrong file");
        }
        Config config;
        try {
            config = configuration(settings.kubeconfig());
        } catch (RuntimeException unusable) {
            // The parser of the file has exceptions of its own.
            return new ConnectOutcome.Failed("kubeconfig " + (named == null ? "in the home folder" : named)
                    + " cannot be used: " + firstLine(unusable)
                    + ". Maybe it is damaged, or KUBECONFIG or --kubeconfig names a wrong file");
        }
        if (named == null
                && System.getenv("KUBERNETES_SERVICE_HOST") == null
                && config.getMasterUrl().startsWith(GUESSED)) {
            return new ConnectOutcome.Failed(
                    "no cluster is named: set KUBECONFIG or --kubeconfig to a kubeconfig, or run"
                            + " in a pod with a service account");
        }
        config.setUserAgent(settings.userAgent());
        config.setOnlyHttpWatches(true);
        config.setRequestRetryBackoffLimit(0);
        return open(config, settings, named, observer);
    }

    private static Config configuration(@Nullable Path kubeconfig) {
        return kubeconfig == null ? Config.autoConfigure(null) : Config.fromKubeconfig(kubeconfig.toFile());
    }

    private static ConnectOutcome open(
            Config config, ConnectionSettings settings, @Nullable String named, RequestObserver observer) {
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withKubernetesSerialization(WireJson.serialization())
                .withTaskExecutor(executor)
                .withHttpClientBuilderConsumer(
                        http -> http.addOrReplaceInterceptor("observer", new AnswerCounter(observer)))
                .build();
        try {
            VersionInfo version = client.getKubernetesVersion();
            config.setWatchList(minor(version) >= FIRST_MINOR_THAT_STREAMS);
            var rate = new RequestRate(settings.requestsPerSecond(), settings.burst());
            return new ConnectOutcome.Connected(
                    new HttpKubernetesApi(client, executor, rate, observer),
                    config.getMasterUrl(),
                    version.getGitVersion());
        } catch (KubernetesClientException unreachable) {
            client.close();
            executor.shutdownNow();
            return new ConnectOutcome.Failed("no Kubernetes API server answers at " + config.getMasterUrl() + " (from "
                    + (named == null ? "the default kubeconfig or service account" : "kubeconfig " + named) + "): "
                    + firstLine(unreachable) + ". Maybe the cluster is down or the context is a wrong one");
        }
    }

    private static int minor(VersionInfo version) {
        String digits = version.getMinor() == null ? "" : version.getMinor().replaceAll("\\D.*", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    private static String firstLine(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        String message = root.getMessage();
        if (message != null) {
            return message.lines().findFirst().orElse("").strip();
        }
        return switch (root) {
            case UnresolvedAddressException _ -> "no such host is known";
            case ConnectException _ -> "nobody listens there";
            default -> root.getClass().getSimpleName();
        };
    }

    @Override
    public <T extends HasMetadata> ResourceApi<T> resource(ResourceType<T> type) {
        return resource(type, rate);
    }

    /// The same server without holding requests back: for the lease, which must not wait behind other writes.
    public KubernetesApi withoutRate() {
        var unlimited = new RequestRate(Double.POSITIVE_INFINITY, Integer.MAX_VALUE);
        return new KubernetesApi() {
            @Override
            public <T extends HasMetadata> ResourceApi<T> resource(ResourceType<T> type) {
                return HttpKubernetesApi.this.resource(type, unlimited);
            }
        };
    }

    private <T extends HasMetadata> ResourceApi<T> resource(ResourceType<T> type, RequestRate limit) {
        return new HttpResourceApi<>(client, limit, type, operations(type), itemStore(type), observer);
    }

    @SuppressWarnings("unchecked") // the generic resource is its own model class
    private <T extends HasMetadata> MixedOperation<T, ?, Resource<T>> operations(ResourceType<T> type) {
        if (type.javaType() == GenericKubernetesResource.class) {
            return (MixedOperation<T, ?, Resource<T>>)
                    (MixedOperation<?, ?, ?>) client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                            .withGroup(type.group())
                            .withVersion(type.version())
                            .withKind(type.kind())
                            .withPlural(type.plural())
                            .withNamespaced(type.namespaced())
                            .build());
        }
        return client.resources(type.javaType());
    }

    /// Pods are kept by our store alone; of everything else there is little enough to share it with the informer.
    @SuppressWarnings("unchecked") // guarded by the class
    private static <T extends HasMetadata> @Nullable ItemStore<T> itemStore(ResourceType<T> type) {
        return type.javaType() == Pod.class ? (ItemStore<T>) (ItemStore<?>) new VersionOnlyItemStore<>(Pod::new) : null;
    }

    /// Ends all watches and connections.
    @Override
    public void close() {
        client.close();
        executor.shutdownNow();
    }
}
