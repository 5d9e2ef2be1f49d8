package sh.karpenter.controllers.metric;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.provider.MeterSink;

/// What this process remembers of the way of pods that it saw waiting: when it saw them first, when it first
/// decided about them, and since when it knows a place for them. It is forgotten with the pod, and when the
/// process ends.
public final class PodTimes {
    private final MeterSink meters;
    private final Map<String, Times> byUid = new HashMap<>();

    /// Nothing remembered.
    public PodTimes(MeterSink meters) {
        this.meters = meters;
    }

    /// A pod waits for a machine.
    public synchronized void waiting(Pod pod, Instant now) {
        byUid.putIfAbsent(pod.uid(), new Times(now, null, null));
    }

    /// It was decided about pods, whatever the decision. The first decision about each is measured.
    public synchronized void decided(Collection<Pod> pods, Instant now) {
        for (Pod pod : pods) {
            Times known = byUid.get(pod.uid());
            if (known != null && known.decided() == null) {
                byUid.put(pod.uid(), new Times(known.seen(), now, known.schedulable()));
                meters.observe(
                        "pods_scheduling_decision_duration_seconds",
                        MetricLabels.of(),
                        ClaimMetrics.seconds(Duration.between(known.seen(), now)));
            }
        }
    }

    /// There is a place for pods, on a node or one to come.
    public synchronized void schedulable(Collection<Pod> pods, Instant now) {
        for (Pod pod : pods) {
            byUid.computeIfPresent(
                    pod.uid(),
                    (_, known) -> known.schedulable() == null ? new Times(known.seen(), known.decided(), now) : known);
        }
    }

    /// What is remembered of a pod; null when it was not seen waiting.
    public synchronized @Nullable Times of(String uid) {
        return byUid.get(uid);
    }

    /// A pod is settled, or gone.
    public synchronized void forget(String uid) {
        byUid.remove(uid);
    }

    /// The times of one pod.
    ///
    /// @param seen when it was first seen waiting
    /// @param decided when it was first decided about, null before
    /// @param schedulable since when there is a place for it, null while there is none
    public record Times(
            Instant seen,
            @Nullable Instant decided,
            @Nullable Instant schedulable) {}
}
