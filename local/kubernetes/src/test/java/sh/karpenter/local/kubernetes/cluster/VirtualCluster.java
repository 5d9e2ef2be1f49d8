package sh.karpenter.local.kubernetes.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiAccess;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Conditions;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.server.EmbeddedApiServer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A whole cluster on virtual time: the embedded API server, the control plane, and kubelets that make pods
/// ready at once and let them go at once.
public final class VirtualCluster implements AutoCloseable {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonMapper JSON = new JsonMapper();

    private final VirtualClock clock = new VirtualClock();
    private final EmbeddedApiServer server;
    private final EmbeddedCluster cluster;
    private boolean kubelets = true;
    private int addresses;

    public VirtualCluster() {
        this(ClusterOptions.standard("v1.34.2").withSystemNode(null));
    }

    public VirtualCluster(ClusterOptions options) {
        try {
            server = EmbeddedApiServer.builder()
                    .clock(clock)
                    .random(new SplittableRandom(7))
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        cluster = EmbeddedCluster.manual(server.access(), clock, options);
    }

    public ApiAccess access() {
        return server.access();
    }

    public VirtualClock clock() {
        return clock;
    }

    /// Pods stay as the control plane leaves them.
    public VirtualCluster withoutKubelets() {
        kubelets = false;
        return this;
    }

    /// Creates the objects of a YAML text.
    public void apply(String yaml) {
        for (String document : yaml.split("(?m)^---$", -1)) {
            ObjectNode object = (ObjectNode) JSON.readTree(JSON.writeValueAsString(YAML.readTree(document)));
            ResourceKind kind = kind(Tree.text(object, "kind"));
            if (kind.namespaced() && Metadata.namespace(object).isEmpty()) {
                Tree.child(object, "metadata").put("namespace", "default");
            }
            access().create(kind, object);
        }
    }

    private static ResourceKind kind(String name) {
        return Kinds.FOLLOWED.stream()
                .filter(kind -> kind.kind().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// A node that is ready.
    public void node(String name, String cpu, String memory, String... labels) {
        ObjectNode labelTree = Tree.object("kubernetes.io/hostname", name);
        for (int i = 0; i < labels.length; i += 2) {
            labelTree.put(labels[i], labels[i + 1]);
        }
        ObjectNode amounts = Tree.object("cpu", cpu, "memory", memory, "pods", "110");
        ObjectNode status = Tree.object(
                "capacity", amounts,
                "allocatable", amounts,
                "conditions", Tree.array(Tree.object("type", "Ready", "status", "True", "reason", "KubeletReady")));
        access().create(
                        Kinds.NODES,
                        Tree.object(
                                "apiVersion",
                                "v1",
                                "kind",
                                "Node",
                                "metadata",
                                Tree.object("name", name, "labels", labelTree),
                                "status",
                                status));
        access().mergePatch(new ObjectKey(Kinds.NODES, "", name), "status", Tree.object("status", status));
    }

    /// Runs until nothing is left to do at this instant.
    public void settle() {
        do {
            cluster.runUntilIdle();
        } while (kubelets && runKubelets());
    }

    /// Lets time pass, stopping wherever the cluster has something to do. Nodes stay alive.
    public void pass(Duration time) {
        Instant end = clock.instant().plus(time);
        settle();
        while (clock.instant().isBefore(end)) {
            Instant due = cluster.nextDue();
            Instant next = due == null || due.isAfter(end) ? end : due;
            if (next.isAfter(clock.instant().plusSeconds(10))) {
                next = clock.instant().plusSeconds(10);
            }
            clock.advanceTo(
                    next.isAfter(clock.instant()) ? next : clock.instant().plusMillis(1));
            if (kubelets) {
                heartbeat();
            }
            settle();
        }
    }

    private void heartbeat() {
        for (ObjectNode node : access().list(Kinds.NODES)) {
            ObjectKey key = new ObjectKey(Kinds.LEASES, "kube-node-lease", Metadata.name(node));
            ObjectNode spec = Tree.object("renewTime", clock.instant().toString());
            if (access().get(key) == null) {
                access().create(
                                Kinds.LEASES,
                                Tree.object(
                                        "apiVersion",
                                        "coordination.k8s.io/v1",
                                        "kind",
                                        "Lease",
                                        "metadata",
                                        Tree.object("name", key.name(), "namespace", key.namespace()),
                                        "spec",
                                        spec));
            } else {
                access().mergePatch(key, null, Tree.object("spec", spec));
            }
        }
    }

    private boolean runKubelets() {
        boolean acted = false;
        for (ObjectNode pod : access().list(Kinds.PODS)) {
            boolean served = !Pods.nodeName(pod).isEmpty() && node(Pods.nodeName(pod)) != null;
            if (!served || Pods.terminal(pod)) {
                continue;
            }
            ObjectKey key = Metadata.key(Kinds.PODS, pod);
            if (Metadata.terminating(pod)) {
                access().delete(key, 0L, null, null);
                acted = true;
            } else if (Pods.phase(pod).equals("Running") && isOfJob(pod)) {
                access().mergePatch(key, "status", Tree.object("status", Tree.object("phase", "Succeeded")));
                acted = true;
            } else if (!Pods.phase(pod).equals("Running")) {
                var conditions = Conditions.with(pod, "Ready", "True", "", "", clock.instant());
                access().mergePatch(
                                key,
                                "status",
                                Tree.object(
                                        "status",
                                        Tree.object(
                                                "phase",
                                                "Running",
                                                "startTime",
                                                Metadata.timestamp(clock.instant()),
                                                "podIP",
                                                "10.1." + (++addresses >> 8) + "." + (addresses & 0xff),
                                                "conditions",
                                                conditions)));
                acted = true;
            }
        }
        return acted;
    }

    private static boolean isOfJob(ObjectNode pod) {
        return Metadata.owners(pod).stream().anyMatch(owner -> owner.kind().equals("Job"));
    }

    public @Nullable ObjectNode node(String name) {
        return access().get(new ObjectKey(Kinds.NODES, "", name));
    }

    public ObjectNode get(ResourceKind kind, String name) {
        ObjectNode found = find(kind, name);
        assertThat(found).as(kind.kind() + " " + name).isNotNull();
        return Objects.requireNonNull(found);
    }

    public @Nullable ObjectNode find(ResourceKind kind, String name) {
        return access().get(new ObjectKey(kind, kind.namespaced() ? "default" : "", name));
    }

    public List<ObjectNode> pods() {
        return List.copyOf(access().list(Kinds.PODS, "default"));
    }

    /// The pods of namespace `default` that are bound to a node.
    public long bound() {
        return pods().stream().filter(pod -> !Pods.nodeName(pod).isEmpty()).count();
    }

    public void scale(String deployment, int replicas) {
        access().mergePatch(
                        new ObjectKey(Kinds.DEPLOYMENTS, "default", deployment),
                        null,
                        Tree.object("spec", Tree.object("replicas", replicas)));
    }

    /// The messages of events with a reason, in order.
    public List<String> events(String reason) {
        return access().list(Kinds.EVENTS).stream()
                .filter(event -> Tree.text(event, "reason").equals(reason))
                .map(event -> Tree.text(event, "message"))
                .toList();
    }

    @Override
    public void close() {
        cluster.close();
        server.close();
    }
}
