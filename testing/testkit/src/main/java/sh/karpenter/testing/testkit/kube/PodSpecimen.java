package sh.karpenter.testing.testkit.kube;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Toleration;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodOwner;
import sh.karpenter.core.model.workload.PodPhase;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.model.workload.VolumeSource;

/// Makes pods as the controllers of nodes see them: running on a node, without requests.
public final class PodSpecimen {
    private final String namespace;
    private final String name;
    private String uid;
    private String nodeName = "";
    private PodPhase phase = PodPhase.RUNNING;
    private @Nullable Instant deletion;
    private List<PodOwner> owners = List.of();
    private String priorityClassName = "";
    private @Nullable Long terminationGracePeriodSeconds = 30L;
    private TreeMap<String, String> annotations = new TreeMap<>();
    private List<Toleration> tolerations = new ArrayList<>();
    private List<VolumeSource> volumes = List.of();
    private Resources requests = Resources.none();

    private PodSpecimen(String namespace, String name, String uid) {
        this.namespace = namespace;
        this.name = name;
        this.uid = uid;
    }

    /// Begins with an existing pod.
    PodSpecimen(Pod pod) {
        this(pod.namespace(), pod.name(), pod.uid());
        nodeName = pod.nodeName();
        phase = pod.phase();
        deletion = pod.deletion();
        owners = pod.owners();
        priorityClassName = pod.priorityClassName();
        terminationGracePeriodSeconds = pod.terminationGracePeriodSeconds();
        annotations = new TreeMap<>(pod.annotations());
        tolerations = new ArrayList<>(pod.shape().tolerations());
        volumes = pod.shape().volumes();
        requests = pod.shape().requests();
    }

    /// A pod of namespace `default`.
    public static PodSpecimen pod(String name) {
        return new PodSpecimen("default", name, "uid-of-" + name);
    }

    /// It has that uid.
    public PodSpecimen uid(String newUid) {
        uid = newUid;
        return this;
    }

    /// It asks for that much.
    public PodSpecimen requesting(Resources amounts) {
        requests = amounts;
        return this;
    }

    /// It runs on that node.
    public PodSpecimen on(String node) {
        nodeName = node;
        return this;
    }

    /// It is in that phase.
    public PodSpecimen phase(PodPhase newPhase) {
        phase = newPhase;
        return this;
    }

    /// Its deletion began then.
    public PodSpecimen terminatingSince(Instant moment) {
        deletion = moment;
        return this;
    }

    /// A DaemonSet owns it.
    public PodSpecimen ofDaemonSet() {
        owners = List.of(new PodOwner("apps/v1", "DaemonSet", "daemon", "uid-of-daemon", true));
        return this;
    }

    /// The node owns it, as it does static pods.
    public PodSpecimen ofNode() {
        owners = List.of(new PodOwner("v1", "Node", nodeName, "uid-of-" + nodeName, true));
        return this;
    }

    /// It is of that priority class.
    public PodSpecimen priorityClass(String priorityClass) {
        priorityClassName = priorityClass;
        return this;
    }

    /// It takes that long to stop; null when not given.
    public PodSpecimen gracePeriod(@Nullable Long seconds) {
        terminationGracePeriodSeconds = seconds;
        return this;
    }

    /// It has that annotation.
    public PodSpecimen annotation(String key, String value) {
        annotations.put(key, value);
        return this;
    }

    /// It tolerates every taint of that key.
    public PodSpecimen tolerating(String key) {
        tolerations.add(new Toleration(key, "Exists", "", null));
        return this;
    }

    /// It mounts these claims.
    public PodSpecimen mounting(String... claims) {
        volumes = List.of(claims).stream()
                .map(claim -> new VolumeSource(claim, false, ""))
                .toList();
        return this;
    }

    /// The pod.
    public Pod build() {
        return new Pod(
                uid,
                name,
                FakeClock.START,
                new PodShape(
                        namespace,
                        new TreeMap<>(),
                        requests,
                        new TreeMap<>(),
                        List.of(),
                        List.of(),
                        tolerations,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        volumes,
                        false),
                nodeName,
                phase,
                phase == PodPhase.RUNNING,
                false,
                "",
                deletion,
                nodeName.isEmpty() ? null : FakeClock.START,
                owners,
                0,
                priorityClassName,
                terminationGracePeriodSeconds,
                Resources.none(),
                annotations);
    }
}
