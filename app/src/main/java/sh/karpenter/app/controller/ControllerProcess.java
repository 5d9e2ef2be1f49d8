package sh.karpenter.app.controller;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.app.cli.Build;
import sh.karpenter.app.cli.CommandFailure;
import sh.karpenter.app.metrics.ClientMeters;
import sh.karpenter.app.metrics.ExplainPage;
import sh.karpenter.app.metrics.OperatorEndpoints;
import sh.karpenter.app.metrics.PrometheusMeters;
import sh.karpenter.app.metrics.RuntimeMetrics;
import sh.karpenter.app.options.Options;
import sh.karpenter.app.options.Setting;
import sh.karpenter.app.part.Parts;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.event.StoredEvents;
import sh.karpenter.controllers.ingest.ClusterFeed;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.ingest.SelectorFeed;
import sh.karpenter.controllers.ingest.SyncReport;
import sh.karpenter.controllers.metric.MeteredCloudProvider;
import sh.karpenter.controllers.metric.ReconcileMeters;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.kube.client.KubernetesApi;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.http.ConnectOutcome;
import sh.karpenter.kube.client.http.ConnectionSettings;
import sh.karpenter.kube.client.http.HttpKubernetesApi;
import sh.karpenter.kube.client.http.RequestObserver;
import sh.karpenter.kube.client.lease.LeaderElector;
import sh.karpenter.kube.client.lease.LeaseTimings;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.ControllerRuntime;
import sh.karpenter.kube.client.store.ClusterStores;
import sh.karpenter.kube.client.store.WatchedStores;
import sh.karpenter.kube.provider.CloudProviderFactory;
import sh.karpenter.kube.provider.ClusterFacts;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.kube.provider.ProvidedCloud;
import sh.karpenter.kube.provider.ProviderContext;

/// The controller, from the settings to running control loops.
///
/// 1. Reach the API server, open the stores, wait until they are read.
/// 2. Open the cloud provider.
/// 3. Serve metrics and health.
/// 4. Run the controllers, its own and the provider's.
///
/// Closing it stops handing out work, waits for what is under way, and closes everything in reverse.
public final class ControllerProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final long ONE_CORE = 1000;
    private static final Duration SYNC_LIMIT = Duration.ofMinutes(2);

    private final Parts parts;
    private final CountDownLatch lost = new CountDownLatch(1);
    private final CloudProvider provider;
    private final OperatorEndpoints endpoints;

    private ControllerProcess(Options options, @Nullable Path kubeconfig, Parts parts) {
        this.parts = parts;
        log.atDebug().addKeyValue("version", Build.version()).log("discovered karpenter version");
        InstantSource clock = InstantSource.system();
        var registry = new PrometheusRegistry();
        JvmMetrics.builder().register(registry);
        var meters = new PrometheusMeters(registry);
        meters.gauge("build_info", buildInfo(), 1);
        ConnectOutcome.Connected connection = connect(options, kubeconfig, new ClientMeters(meters));
        parts.opened(connection.api());
        CloudProviderFactory factory = Providers.named(options.text(Setting.CLOUD_PROVIDER));
        ClusterStores stores = parts.opened(new WatchedStores(connection.api(), factory.nodeClasses()));
        this.endpoints = parts.opened(OperatorEndpoints.start(
                registry,
                (int) options.integer(Setting.METRICS_PORT),
                (int) options.integer(Setting.HEALTH_PROBE_PORT),
                stores::synced,
                options.flag(Setting.ENABLE_PROFILING)));
        options.withoutEffect()
                .forEach(
                        setting -> log.atError().addKeyValue("setting", setting).log("setting has no effect yet"));
        awaitSync(stores);
        var events = new StoredEvents(stores.events(), clock);
        ProvidedCloud cloud = open(
                factory,
                new ProviderContext(settings(options), clock, stores, events, meters, facts(connection, kubeconfig)));
        this.provider = new MeteredCloudProvider(cloud.provider(), meters, clock);
        var cluster = new LiveCluster(stores::synced, new SyncReport(meters, clock));
        ClusterFeed.follow(stores, cluster);
        followSelectors(options, stores, cluster);
        var context = new ControllerContext(stores, provider, events, meters, clock, cpuRequests(options));
        var tasks = parts.opened(Executors.newVirtualThreadPerTaskExecutor());
        var core = new Controllers(options, context, cluster, new ContextPassing(tasks), new SplittableRandom());
        endpoints.serve(ExplainPage.PATH, new ExplainPage(core.explanations()));
        var controllers = new ArrayList<Controller<?>>(core.all());
        controllers.addAll(cloud.controllers());
        RuntimeMetrics.register(registry, controllers);
        var reconciles = new ReconcileMeters(meters);
        controllers.forEach(controller -> reconciles.begin(controller.name()));
        // Again: the provider opened stores of its own, and a node class not read yet would look like one deleted.
        awaitSync(stores);
        var runtime = parts.opened(new ControllerRuntime(clock, reconciles));
        if (options.flag(Setting.DISABLE_LEADER_ELECTION)) {
            controllers.forEach(runtime::start);
        } else {
            elect(options, connection.api().withoutRate(), clock, meters, () -> controllers.forEach(runtime::start));
        }
    }

    /// What selects pods matters only to default spread constraints.
    private static void followSelectors(Options options, ClusterStores stores, LiveCluster cluster) {
        List<TopologySpread> defaultSpread = options.schedulerConfig().defaultSpread();
        if (!defaultSpread.isEmpty()) {
            log.atInfo()
                    .addKeyValue(
                            "default-topology-spread-constraints",
                            defaultSpread.stream()
                                    .map(constraint -> Map.of(
                                            "maxSkew",
                                            constraint.maxSkew(),
                                            "topologyKey",
                                            constraint.topologyKey(),
                                            "whenUnsatisfiable",
                                            constraint.scheduleAnyway() ? "ScheduleAnyway" : "DoNotSchedule"))
                                    .toList())
                    .log("using default topology spread constraints");
            SelectorFeed.follow(stores, cluster);
        }
    }

    /// Starts the controller.
    ///
    /// @param kubeconfig the file to use, null for the one that the environment names
    /// @throws CommandFailure when it cannot be started, in one line
    public static ControllerProcess start(Options options, @Nullable Path kubeconfig) {
        var parts = new Parts(log, "the controller");
        try {
            return new ControllerProcess(options, kubeconfig, parts);
        } catch (RuntimeException failed) {
            parts.close();
            throw failed;
        }
    }

    private static ConnectOutcome.Connected connect(
            Options options, @Nullable Path kubeconfig, RequestObserver observer) {
        var settings = new ConnectionSettings(
                kubeconfig, "karpenter/" + Build.version(), options.integer(Setting.KUBE_CLIENT_QPS), (int)
                        options.integer(Setting.KUBE_CLIENT_BURST));
        return switch (HttpKubernetesApi.connect(settings, observer)) {
            case ConnectOutcome.Connected connected -> connected;
            case ConnectOutcome.Failed(var message) -> throw new CommandFailure(message + ".");
        };
    }

    /// Runs the controllers once this process leads. When it stops leading it has to end: another leads by then.
    private void elect(Options options, KubernetesApi api, InstantSource clock, MeterSink meters, Runnable lead) {
        String namespace = Namespaces.ofLease(options.text(Setting.LEADER_ELECTION_NAMESPACE));
        var key = new ObjectKey(namespace, options.text(Setting.LEADER_ELECTION_NAME));
        var label = new TreeMap<>(Map.of("name", key.name()));
        meters.gauge("leader_election_master_status", label, 0);
        String self = Namespaces.hostName() + "_" + UUID.randomUUID();
        var elector = parts.opened(
                new LeaderElector(api, key, self, LeaseTimings.standard(), clock, new LeaderElector.Listener() {
                    @Override
                    public void elected() {
                        meters.gauge("leader_election_master_status", label, 1);
                        lead.run();
                    }

                    @Override
                    public void lost() {
                        meters.gauge("leader_election_master_status", label, 0);
                        lost.countDown();
                    }
                }));
        elector.start();
    }

    /// Waits until this process must end because another leads; for ever where no leader is elected.
    public void awaitLoss() throws InterruptedException {
        lost.await();
    }

    private static ProvidedCloud open(CloudProviderFactory factory, ProviderContext context) {
        try {
            return factory.create(context);
        } catch (IllegalArgumentException badSetting) {
            throw new CommandFailure(String.valueOf(badSetting.getMessage()), badSetting);
        }
    }

    private static void awaitSync(ClusterStores stores) {
        Instant end = Instant.now().plus(SYNC_LIMIT);
        try {
            while (!stores.synced()) {
                if (Instant.now().isAfter(end)) {
                    throw new CommandFailure("the objects of the cluster could not be read within "
                            + SYNC_LIMIT.toSeconds()
                            + " s: maybe the custom resource definitions are not installed, or rights are missing.");
                }
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", interrupted);
        }
    }

    private static ClusterFacts facts(ConnectOutcome.Connected connection, @Nullable Path kubeconfig) {
        String version = connection.version().replaceFirst("^v?(\\d+\\.\\d+).*", "$1");
        return new ClusterFacts(
                version, connection.server(), ClusterAuthority.of(kubeconfig), ClusterDns.address(connection.api()));
    }

    /// Thousandths of a core; what makes no sense counts as one core.
    private static long cpuRequests(Options options) {
        long millis = options.integer(Setting.CPU_REQUESTS);
        return millis > 0 ? millis : ONE_CORE;
    }

    private static SequencedMap<String, String> settings(Options options) {
        var settings = new TreeMap<String, String>();
        options.values().forEach((setting, value) -> settings.put(setting.variable(), value));
        return settings;
    }

    /// Dashboards join on these labels; what they call the Go version is the version of our language.
    private static SequencedMap<String, String> buildInfo() {
        return new TreeMap<>(Map.of(
                "version",
                Build.version(),
                "goversion",
                "java" + Runtime.version(),
                "goarch",
                System.getProperty("os.arch").equals("aarch64") ? "arm64" : System.getProperty("os.arch"),
                "commit",
                Build.commit()));
    }

    /// The cloud that machines are launched in.
    public CloudProvider provider() {
        return provider;
    }

    /// The metrics and health endpoints.
    public OperatorEndpoints endpoints() {
        return endpoints;
    }

    @Override
    public void close() {
        parts.close();
    }
}
