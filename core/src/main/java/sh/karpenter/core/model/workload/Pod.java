package sh.karpenter.core.model.workload;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.resource.Resources;

/// A pod, reduced to what decisions read: its identity, its shape and where it is in its life.
///
/// @param uid its uid; ties between equal pods are broken by it
/// @param name its name; its namespace is the shape's
/// @param created when it was created
/// @param shape what scheduling reads of it
/// @param nodeName the node it is bound to, empty while it is not
/// @param phase where it is in its life
/// @param ready its Ready condition: True, False, or null when absent or Unknown
/// @param unschedulable whether the Kubernetes scheduler could not place it (condition PodScheduled, reason
/// Unschedulable)
/// @param nominatedNodeName the node where the scheduler preempts for it, empty when it does not
/// @param deletion when its termination started; null while it is not terminating. It is the moment by which
/// the pod should be gone
/// @param started when the kubelet accepted it, null before
/// @param owners who owns it
/// @param priority its priority, 0 when it has none
/// @param priorityClassName name of its priority class, empty when none
/// @param terminationGracePeriodSeconds seconds it may take to stop, null when not given
/// @param limits what its containers may use at most, reckoned like requests, with `pods: 1`; only measured, no
/// decision depends on it
/// @param annotations those of its annotations that decisions read, in key order
public record Pod(
        String uid,
        String name,
        Instant created,
        PodShape shape,
        String nodeName,
        PodPhase phase,
        @Nullable Boolean ready,
        boolean unschedulable,
        String nominatedNodeName,
        @Nullable Instant deletion,
        @Nullable Instant started,
        List<PodOwner> owners,
        int priority,
        String priorityClassName,
        @Nullable Long terminationGracePeriodSeconds,
        Resources limits,
        SequencedMap<String, String> annotations) {

    public Pod {
        owners = List.copyOf(owners);
        annotations = Collections.unmodifiableSequencedMap(new TreeMap<>(annotations));
    }

    /// By its uid, which no two pods share: pods are keys of results.
    @Override
    public int hashCode() {
        return uid.hashCode();
    }

    /// Its namespace.
    public String namespace() {
        return shape.namespace();
    }

    /// `namespace/name`.
    public String qualifiedName() {
        return shape.namespace() + "/" + name;
    }

    /// Whether it has ended, with success or not.
    public boolean terminal() {
        return phase == PodPhase.FAILED || phase == PodPhase.SUCCEEDED;
    }

    /// Whether its deletion has started.
    public boolean terminating() {
        return deletion != null;
    }

    /// Whether it neither ended nor is being deleted.
    public boolean active() {
        return !terminal() && !terminating();
    }

    /// Whether it is bound to a node.
    public boolean scheduled() {
        return !nodeName.isEmpty();
    }

    /// The pod as it is once it is bound to a node.
    public Pod boundTo(String node) {
        return new Pod(
                uid,
                name,
                created,
                shape,
                node,
                phase,
                ready,
                false,
                "",
                deletion,
                started,
                owners,
                priority,
                priorityClassName,
                terminationGracePeriodSeconds,
                limits,
                annotations);
    }

    /// The pod as it is once it runs on a node, ready.
    ///
    /// @param since when it started there
    public Pod runningOn(String node, Instant since) {
        return new Pod(
                uid,
                name,
                created,
                shape,
                node,
                PodPhase.RUNNING,
                true,
                false,
                "",
                null,
                since,
                owners,
                priority,
                priorityClassName,
                terminationGracePeriodSeconds,
                limits,
                annotations);
    }

    /// Whether a DaemonSet owns it.
    public boolean ownedByDaemonSet() {
        return ownedBy("apps/v1", "DaemonSet");
    }

    /// Whether a StatefulSet owns it.
    public boolean ownedByStatefulSet() {
        return ownedBy("apps/v1", "StatefulSet");
    }

    /// Whether a Node owns it: a static ("mirror") pod of the kubelet.
    public boolean ownedByNode() {
        return ownedBy("v1", "Node");
    }

    private boolean ownedBy(String apiVersion, String kind) {
        for (PodOwner owner : owners) {
            if (owner.apiVersion().equals(apiVersion) && owner.kind().equals(kind)) {
                return true;
            }
        }
        return false;
    }

    /// Whether it waits for a machine: the scheduler gave it up, nothing is bound or being preempted for it,
    /// and it is neither a daemon's nor a static pod.
    public boolean provisionable() {
        return unschedulable && !scheduled() && nominatedNodeName.isEmpty() && !ownedByDaemonSet() && !ownedByNode();
    }

    /// Whether it would have to run elsewhere if its node went away.
    public boolean reschedulable() {
        return (active() || (ownedByStatefulSet() && terminating())) && !ownedByDaemonSet() && !ownedByNode();
    }
}
