package sh.karpenter.testing.testkit.kube;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.NodeClassKind;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.client.store.ChangeListener;
import sh.karpenter.kube.client.store.ClusterStores;
import sh.karpenter.kube.client.store.Events;
import sh.karpenter.kube.client.store.NodeClaims;
import sh.karpenter.kube.client.store.NodeClasses;
import sh.karpenter.kube.client.store.NodePools;
import sh.karpenter.kube.client.store.Nodes;
import sh.karpenter.kube.client.store.Store;
import sh.karpenter.kube.client.store.VolumeAttachments;

/// All stores of an API server that lives in memory. What a process wrote stays when a test lets the process
/// "die" and makes its controllers anew.
///
/// ```java
/// var stores = new FakeStores(clock);
/// stores.nodeClaims().put(Specimens.claim("default-1"));
/// stores.onWrite(new Crash(3, Crash.Side.AFTER)); // the third write is the last
/// ```
public final class FakeStores implements ClusterStores {
    private final InstantSource clock;
    private final Relay relay = new Relay();
    private final FakePods pods;
    private final FakeNodes nodes;
    private final FakeNodeClaims nodeClaims;
    private final FakeNodePools nodePools;
    private final FakeNodeClasses nodeClasses = new FakeNodeClasses();
    private final FakeVolumeAttachments volumeAttachments;
    private final FakeEvents events = new FakeEvents();
    private final Map<Class<?>, FakeStore<?>> others = new LinkedHashMap<>();

    /// An empty cluster.
    public FakeStores(InstantSource clock) {
        this.clock = clock;
        pods = new FakePods(relay);
        nodes = new FakeNodes(clock, relay);
        nodeClaims = new FakeNodeClaims(clock, relay);
        nodePools = new FakeNodePools(clock, relay);
        volumeAttachments = new FakeVolumeAttachments(clock, relay);
    }

    /// Tells this listener of every write from now on, in place of the one before.
    public void onWrite(FakeWrite.Listener listener) {
        relay.listener = listener;
    }

    /// Tells nobody of writes any more.
    public void onWriteNothing() {
        relay.listener = null;
    }

    /// The writes so far, those that were refused included.
    public List<FakeWrite> writes() {
        return List.copyOf(relay.writes);
    }

    @Override
    public FakePods pods() {
        return pods;
    }

    @Override
    public FakeNodes nodes() {
        return nodes;
    }

    @Override
    public FakeNodeClaims nodeClaims() {
        return nodeClaims;
    }

    @Override
    public FakeNodePools nodePools() {
        return nodePools;
    }

    @Override
    public FakeNodeClasses nodeClasses() {
        return nodeClasses;
    }

    @Override
    public FakeStore<DaemonSet> daemonSets() {
        return of(DaemonSet.class);
    }

    @Override
    public FakeStore<PodDisruptionBudget> podDisruptionBudgets() {
        return of(PodDisruptionBudget.class);
    }

    @Override
    public FakeStore<PersistentVolume> persistentVolumes() {
        return of(PersistentVolume.class);
    }

    @Override
    public FakeStore<PersistentVolumeClaim> persistentVolumeClaims() {
        return of(PersistentVolumeClaim.class);
    }

    @Override
    public FakeStore<StorageClass> storageClasses() {
        return of(StorageClass.class);
    }

    @Override
    public FakeStore<CSINode> csiNodes() {
        return of(CSINode.class);
    }

    @Override
    public FakeVolumeAttachments volumeAttachments() {
        return volumeAttachments;
    }

    @Override
    public FakeStore<Namespace> namespaces() {
        return of(Namespace.class);
    }

    @Override
    public FakeEvents events() {
        return events;
    }

    @Override
    public <T extends HasMetadata> FakeStore<T> of(ResourceType<T> type) {
        return of(type.javaType());
    }

    @SuppressWarnings("unchecked") // each class is put with a store of its own
    private <T extends HasMetadata> FakeStore<T> of(Class<T> type) {
        return (FakeStore<T>) others.computeIfAbsent(type, key -> new FakeStore<>(type, clock, relay));
    }

    @Override
    public boolean synced() {
        return true;
    }

    @Override
    public void close() {}

    /// Nodes in memory.
    public static final class FakeNodes extends FakeStore<Node> implements Nodes {
        FakeNodes(InstantSource clock, FakeWrite.Listener writes) {
            super(Node.class, clock, writes);
        }

        @Override
        public List<Node> byProviderId(String providerId) {
            return list().stream()
                    .filter(node -> node.getSpec() != null
                            && providerId.equals(node.getSpec().getProviderID()))
                    .toList();
        }
    }

    /// Claims in memory.
    public static final class FakeNodeClaims extends FakeStore<NodeClaim> implements NodeClaims {
        FakeNodeClaims(InstantSource clock, FakeWrite.Listener writes) {
            super(NodeClaim.class, clock, writes);
        }

        @Override
        public List<NodeClaim> byProviderId(String providerId) {
            return list().stream()
                    .filter(claim -> providerId.equals(claim.statusOrEmpty().providerID()))
                    .toList();
        }
    }

    /// Pools in memory.
    public static final class FakeNodePools extends FakeStore<NodePool> implements NodePools {
        FakeNodePools(InstantSource clock, FakeWrite.Listener writes) {
            super(NodePool.class, clock, writes);
        }
    }

    /// Attachments in memory.
    public static final class FakeVolumeAttachments extends FakeStore<VolumeAttachment> implements VolumeAttachments {
        FakeVolumeAttachments(InstantSource clock, FakeWrite.Listener writes) {
            super(VolumeAttachment.class, clock, writes);
        }

        @Override
        public List<VolumeAttachment> onNode(String nodeName) {
            return list().stream()
                    .filter(attachment -> nodeName.equals(attachment.getSpec().getNodeName()))
                    .toList();
        }
    }

    /// Node classes in memory. Every kind of the groups `karpenter.test.sh` and `karpenter.kwok.sh` is supported.
    public static final class FakeNodeClasses implements NodeClasses, Store<GenericKubernetesResource> {
        private static final Set<String> GROUPS = Set.of("karpenter.test.sh", "karpenter.kwok.sh", "karpenter.k8s.aws");

        private final Map<String, GenericKubernetesResource> byName = new TreeMap<>();
        private final List<ChangeListener<GenericKubernetesResource>> listeners = new ArrayList<>();

        /// Puts a node class there.
        public void put(GenericKubernetesResource nodeClass) {
            var before = byName.put(nodeClass.getMetadata().getName(), nodeClass);
            listeners.forEach(listener -> listener.present(before, nodeClass));
        }

        @Override
        public @Nullable GenericKubernetesResource find(NodeClassRef ref) {
            GenericKubernetesResource nodeClass = byName.get(ref.name());
            return nodeClass != null && ref.kind().equals(nodeClass.getKind()) ? nodeClass : null;
        }

        /// All of them: a test has one kind.
        @Override
        public Store<GenericKubernetesResource> ofKind(NodeClassKind kind) {
            return this;
        }

        @Override
        public @Nullable GenericKubernetesResource find(ObjectKey key) {
            return byName.get(key.name());
        }

        @Override
        public List<GenericKubernetesResource> list() {
            return List.copyOf(byName.values());
        }

        @Override
        public boolean supports(NodeClassRef ref) {
            return GROUPS.contains(ref.group());
        }

        @Override
        public void subscribe(ChangeListener<GenericKubernetesResource> listener) {
            byName.values().forEach(nodeClass -> listener.present(null, nodeClass));
            listeners.add(listener);
        }

        @Override
        public boolean synced() {
            return true;
        }
    }

    /// Events in memory.
    public static final class FakeEvents implements Events {
        private final List<Event> created = new ArrayList<>();

        /// The events created so far.
        public synchronized List<Event> created() {
            return List.copyOf(created);
        }

        @Override
        public synchronized Event create(Event event) {
            created.add(event);
            return event;
        }

        @Override
        public synchronized void repeat(Event stored, int count, String lastTimestamp) {
            stored.setCount(count);
            stored.setLastTimestamp(lastTimestamp);
        }
    }

    /// Keeps every write and passes it on.
    private static final class Relay implements FakeWrite.Listener {
        private final List<FakeWrite> writes = new ArrayList<>();
        private FakeWrite.@Nullable Listener listener;

        @Override
        public void before(FakeWrite write) {
            writes.add(Objects.requireNonNull(write));
            if (listener != null) {
                listener.before(write);
            }
        }

        @Override
        public void after(FakeWrite write) {
            if (listener != null) {
                listener.after(write);
            }
        }
    }
}
