package sh.karpenter.local.kubelets;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubelets.api.KubeletApi;
import sh.karpenter.local.kubelets.api.KubeletApi.RefusedException;
import sh.karpenter.local.kubelets.api.KubeletEvents;
import sh.karpenter.local.kubelets.log.LogServer;
import sh.karpenter.local.kubelets.log.LogService;
import sh.karpenter.local.kubelets.node.NodeDocuments;
import sh.karpenter.local.kubelets.node.NodeDocuments.LogEndpoint;
import sh.karpenter.local.kubelets.node.NodeSpec;
import sh.karpenter.local.kubelets.pod.PodDocuments;
import sh.karpenter.local.kubelets.pod.PodStage;
import sh.karpenter.local.kubelets.pod.PodState;

/// The kubelets of all simulated nodes of a cluster, as a client of its API server.
///
/// - [#bootNode] registers a node for an instance that boots. Nodes that others created are served as well,
///   when the settings say so: they become ready, and their lease is renewed.
/// - Pods bound to a served node start, run, complete and stop in name only ([PodStage]).
/// - [#stopNode] makes a kubelet fall silent, as if its instance was gone.
///
/// One agenda and a few virtual threads serve them all; a node costs a request every ten seconds.
public final class SimulatedKubelets implements AutoCloseable {
    private static final int CONCURRENT_REQUESTS = 16;
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

    private sealed interface Key {
        record OfNode(String name) implements Key {}

        record OfPod(String namespace, String name) implements Key {}
    }

    private record PodMemory(PodState state, PodStage.Memory memory) {}

    private final KubeletSettings settings;
    private final InstantSource clock;
    private final KubernetesClient client;
    private final ExecutorService executor;
    private final KubeletApi api;
    private final KubeletEvents events;
    private final Agenda<Key> agenda;
    private final @Nullable LogServer logs;
    private final LogEndpoint endpoint;
    private final Map<String, NodeMemory> nodes = new ConcurrentHashMap<>();
    private final Map<Key.OfPod, PodMemory> pods = new ConcurrentHashMap<>();
    private final Map<String, Set<Key.OfPod>> podsByNode = new ConcurrentHashMap<>();
    private final AtomicInteger nodeAddresses = new AtomicInteger();
    private final AtomicInteger podAddresses = new AtomicInteger();

    private SimulatedKubelets(
            Config config, InstantSource clock, KubeletSettings settings, @Nullable LogService service)
            throws IOException {
        this.settings = settings;
        this.clock = clock;
        config.setOnlyHttpWatches(true);
        this.executor = Executors.newVirtualThreadPerTaskExecutor();
        this.client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withTaskExecutor(executor)
                .build();
        this.api = new KubeletApi(client);
        this.events = new KubeletEvents(api, clock.instant());
        this.agenda = new Agenda<>(clock, CONCURRENT_REQUESTS, this::serve);
        this.logs = service == null ? null : LogServer.start(service, this::runs);
        this.endpoint =
                service == null || logs == null ? new LogEndpoint("", 0) : new LogEndpoint(service.host(), logs.port());
    }

    /// Connects to an API server and begins to serve.
    ///
    /// @param config of the connection, for example from `Config.fromKubeconfig(file)`
    /// @param clock may run faster than real time
    /// @param logs how logs are served; null to serve none
    /// @throws IOException when the log endpoint cannot listen
    public static SimulatedKubelets start(
            Config config, InstantSource clock, KubeletSettings settings, @Nullable LogService logs)
            throws IOException {
        SimulatedKubelets kubelets = new SimulatedKubelets(config, clock, settings, logs);
        kubelets.agenda.start();
        kubelets.watch();
        return kubelets;
    }

    /// Lets an instance boot: after its boot time it registers as a node, and a little later the node is ready.
    public void bootNode(NodeSpec spec) {
        Instant registerAt = clock.instant().plus(spec.timing().boot());
        nodes.compute(spec.name(), (_, known) -> {
            NodeMemory node = known == null ? new NodeMemory() : known;
            node.boot(spec, registerAt);
            return node;
        });
        agenda.soon(new Key.OfNode(spec.name()));
    }

    /// Makes the kubelet of a node fall silent for good: no lease, no status, no pod stopped or started.
    public void stopNode(String name) {
        NodeMemory node = nodes.computeIfAbsent(name, _ -> new NodeMemory());
        node.stopped = true;
        node.spec = null;
    }

    @Override
    public void close() {
        agenda.close();
        client.close();
        executor.shutdownNow();
        if (logs != null) {
            logs.close();
        }
    }

    private void watch() {
        SharedIndexInformer<Node> nodeInformer = client.nodes().runnableInformer(0);
        nodeInformer.addEventHandler(new Listener<>(this::seeNode, this::forgetNode));
        nodeInformer.exceptionHandler((_, _) -> true);
        nodeInformer.start();
        SharedIndexInformer<Pod> podInformer =
                client.pods().inAnyNamespace().runnableInformer(0).removeNamespaceIndex();
        podInformer.itemStore(new ReducedStateItemStore<>(
                ReducedStateItemStore.UID_KEY_STATE, Pod.class, client.getKubernetesSerialization()));
        podInformer.addEventHandler(new Listener<>(this::seePod, this::forgetPod));
        podInformer.exceptionHandler((_, _) -> true);
        podInformer.start();
    }

    private record Listener<T>(Consumer<T> present, Consumer<T> gone) implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            present.accept(object);
        }

        @Override
        public void onUpdate(T before, T now) {
            present.accept(now);
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            gone.accept(object);
        }
    }

    private void seeNode(Node object) {
        String name = object.getMetadata().getName();
        NodeMemory known = nodes.get(name);
        if (known == null && !settings.serves().test(object)) {
            return;
        }
        NodeMemory node = nodes.computeIfAbsent(name, _ -> new NodeMemory());
        NodeMemory.Seen before = node.seen;
        node.seen = NodeMemory.Seen.of(object);
        if (node.since == null) {
            node.since = clock.instant();
        }
        agenda.soon(new Key.OfNode(name));
        if (before == null || before.address().isEmpty()) {
            podsByNode.getOrDefault(name, Set.of()).forEach(agenda::soon);
        }
    }

    private void forgetNode(Node object) {
        nodes.computeIfPresent(
                object.getMetadata().getName(),
                (_, node) -> node.goesWith(object.getMetadata().getUid()) ? null : node);
    }

    private void seePod(Pod object) {
        PodState state = PodState.of(object);
        if (state.node().isEmpty()) {
            return;
        }
        var key = new Key.OfPod(state.namespace(), state.name());
        Instant now = clock.instant();
        pods.compute(key, (_, before) -> {
            boolean same = before != null && before.state.uid().equals(state.uid());
            return new PodMemory(state, same ? before.memory : PodStage.Memory.of(now));
        });
        podsByNode
                .computeIfAbsent(state.node(), _ -> ConcurrentHashMap.newKeySet())
                .add(key);
        agenda.soon(key);
    }

    private void forgetPod(Pod object) {
        var key = new Key.OfPod(
                object.getMetadata().getNamespace(), object.getMetadata().getName());
        PodMemory memory = pods.remove(key);
        if (memory != null) {
            podsByNode.computeIfPresent(memory.state.node(), (_, keys) -> {
                keys.remove(key);
                return keys.isEmpty() ? null : keys;
            });
        }
    }

    private boolean runs(String namespace, String pod) {
        PodMemory memory = pods.get(new Key.OfPod(namespace, pod));
        return memory != null && !memory.state.terminal();
    }

    private @Nullable Instant serve(Key key) throws IOException {
        return switch (key) {
            case Key.OfNode(String name) -> serveNode(name);
            case Key.OfPod pod -> servePod(pod);
        };
    }

    private @Nullable Instant serveNode(String name) throws IOException {
        NodeMemory node = nodes.get(name);
        if (node == null) {
            return null;
        }
        Instant now = clock.instant();
        if (node.stopped) {
            return null;
        }
        NodeSpec spec = node.spec;
        if (spec != null && !node.registered) {
            Instant registerAt = node.registerAt;
            if (registerAt != null && registerAt.isAfter(now)) {
                return registerAt;
            }
            register(node, spec, now);
        }
        NodeMemory.Seen seen = node.seen;
        if (seen == null) {
            return null;
        }
        Instant next = renewLease(name, node, seen, now);
        return earlier(earlier(next, makeReady(name, node, seen, now)), reportDevices(name, node, now));
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other != null && other.isBefore(one) ? other : one;
    }

    private void register(NodeMemory node, NodeSpec spec, Instant now) throws IOException {
        node.register(api.createIfAbsent("/api/v1/nodes", NodeDocuments.registration(spec, endpoint, now)), now);
        events.aboutNode(spec.name(), "Starting", "Starting kubelet.", now);
    }

    /// Makes a node ready once: what others say about its conditions later stays.
    private @Nullable Instant makeReady(String name, NodeMemory node, NodeMemory.Seen seen, Instant now)
            throws IOException {
        if (node.readied.equals(seen.uid()) && !seen.givenUp()) {
            return null;
        }
        if (seen.ready().equals("True")) {
            node.readied = seen.uid();
            return null;
        }
        NodeSpec spec = node.spec;
        Duration wait = spec == null ? settings.nodeReady() : spec.timing().ready();
        Instant due = since(node, now).plus(wait);
        if (due.isAfter(now)) {
            return due;
        }
        // Before the node is ready: a scheduler that finds no limits would take it that there are none.
        Map<String, Integer> storage = spec == null ? settings.storage() : spec.storage();
        if (!storage.isEmpty()) {
            api.createIfAbsent("/apis/storage.k8s.io/v1/csinodes", NodeDocuments.storage(name, seen.uid(), storage));
        }
        String address = seen.address().isEmpty() ? address(10 << 24, nodeAddresses, 4096) : seen.address();
        api.patch(
                "/api/v1/nodes/" + name + "/status",
                NodeDocuments.ready(name, address, !seen.complete(), settings.system(), endpoint, now));
        node.readied = seen.uid();
        tellReady(name, now);
        return null;
    }

    private static Instant since(NodeMemory node, Instant now) {
        Instant since = node.since;
        return since == null ? now : since;
    }

    private void tellReady(String name, Instant now) {
        for (String state :
                new String[] {"NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID", "NodeReady"
                }) {
            events.aboutNode(name, state, "Node " + name + " status is now: " + state, now);
        }
        events.aboutNode(name, "NodeAllocatableEnforced", "Updated Node Allocatable limit across pods", now);
    }

    private @Nullable Instant reportDevices(String name, NodeMemory node, Instant now) throws IOException {
        NodeSpec spec = node.spec;
        if (spec == null
                || node.devicesReported
                || spec.timing().devices().isZero()
                || !NodeDocuments.hasDevices(spec)) {
            return null;
        }
        Instant due = since(node, now).plus(spec.timing().devices());
        if (due.isAfter(now)) {
            return due;
        }
        api.patch("/api/v1/nodes/" + name + "/status", NodeDocuments.devices(spec));
        node.devicesReported = true;
        return null;
    }

    private Instant renewLease(String name, NodeMemory node, NodeMemory.Seen seen, Instant now) throws IOException {
        Duration period = Duration.ofSeconds(settings.leaseSeconds()).dividedBy(4);
        Instant before = node.renewed;
        Instant due = before == null ? now : before.plus(period);
        if (due.isAfter(now)) {
            return due;
        }
        boolean known = before != null;
        node.renewed = now;
        try {
            if (known) {
                api.patch(LEASES + "/" + name, NodeDocuments.renewal(now));
                return now.plus(period);
            }
        } catch (RefusedException refused) {
            if (refused.code() != 404) {
                throw refused;
            }
        }
        api.createIfAbsent(LEASES, NodeDocuments.lease(name, seen.uid(), settings.leaseSeconds(), now));
        return now.plus(period);
    }

    private @Nullable Instant servePod(Key.OfPod key) throws IOException {
        PodMemory memory = pods.get(key);
        NodeMemory node = memory == null ? null : nodes.get(memory.state.node());
        if (memory == null || node == null) {
            return null;
        }
        NodeMemory.Seen seen = node.seen;
        if (node.stopped || seen == null || seen.address().isEmpty()) {
            return null;
        }
        String hostAddress = seen.address();
        PodState pod = memory.state;
        Instant now = clock.instant();
        try {
            return carryOut(PodStage.decide(pod, memory.memory, settings.pods(), now), key, pod, hostAddress, now);
        } catch (RefusedException refused) {
            if (refused.code() == 404 || refused.code() == 409) {
                return null;
            }
            throw refused;
        }
    }

    private @Nullable Instant carryOut(PodStage stage, Key.OfPod key, PodState pod, String hostAddress, Instant now)
            throws IOException {
        String status = KubeletApi.podPath(pod.namespace(), pod.name()) + "/status";
        switch (stage) {
            case PodStage.Rest() -> {
                return null;
            }
            case PodStage.Wait(Instant until) -> {
                return until;
            }
            case PodStage.Announce() -> api.patch(status, PodDocuments.announced(pod, hostAddress, now));
            case PodStage.Run() -> {
                String address = pod.hostNetwork() ? hostAddress : address((10 << 24) | (244 << 16), podAddresses, 1);
                api.patch(status, PodDocuments.running(pod, hostAddress, address, now));
                tellStarted(pod, now);
            }
            case PodStage.Complete() -> api.patch(status, PodDocuments.finished(pod, "Succeeded", now));
            case PodStage.Stop(Instant until) -> {
                pods.computeIfPresent(
                        key,
                        (_, before) -> new PodMemory(before.state, new PodStage.Memory(before.memory.seen(), until)));
                tellStopped(pod, now);
                return until;
            }
            case PodStage.Remove() -> {
                if (pod.held() && !pod.terminal()) {
                    api.patch(status, PodDocuments.finished(pod, "Failed", now));
                }
                api.removePod(pod.namespace(), pod.name(), pod.uid());
            }
        }
        return null;
    }

    private void tellStarted(PodState pod, Instant now) {
        if (!settings.podEvents()) {
            return;
        }
        var name = new KubeletEvents.PodName(pod.namespace(), pod.name(), pod.uid());
        for (PodState.ContainerState container : pod.containers()) {
            String pulled = "Container image \"" + container.image() + "\" already present on machine";
            events.aboutPod(name, pod.node(), container.name(), "Pulled", pulled, now);
            events.aboutPod(
                    name, pod.node(), container.name(), "Created", "Created container: " + container.name(), now);
            events.aboutPod(
                    name, pod.node(), container.name(), "Started", "Started container " + container.name(), now);
        }
    }

    private void tellStopped(PodState pod, Instant now) {
        if (!settings.podEvents()) {
            return;
        }
        var name = new KubeletEvents.PodName(pod.namespace(), pod.name(), pod.uid());
        for (PodState.ContainerState container : pod.containers()) {
            events.aboutPod(
                    name, pod.node(), container.name(), "Killing", "Stopping container " + container.name(), now);
        }
    }

    private static String address(int network, AtomicInteger used, int first) {
        int address = network + first + used.getAndIncrement();
        return ((address >>> 24) & 255) + "." + ((address >>> 16) & 255) + "." + ((address >>> 8) & 255) + "."
                + (address & 255);
    }
}
