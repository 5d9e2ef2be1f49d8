package sh.karpenter.controllers.gauge;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.metric.MetricLabels;
import sh.karpenter.controllers.metric.PodTimes;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodOwner;
import sh.karpenter.core.model.workload.PodPhase;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;
import sh.karpenter.kube.provider.MeterSink.Reading;

/// Shows where each pod is in its life, and measures how long it took to be bound and to be ready.
///
/// Binding and start are measured only of pods that this process saw waiting: of others it is not known when they
/// began to wait. The measurements under `provisioning` begin when a place for the pod was known.
///
/// Source: Karpenter documentation, "Metrics / Pods Metrics".
public final class PodGauges implements Reconciler<ObjectKey> {
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final ControllerContext context;
    private final PodTimes times;
    private final Map<ObjectKey, Progress> inProgress = new HashMap<>();

    /// Shows nothing yet.
    public PodGauges(ControllerContext context, PodTimes times) {
        this.context = context;
        this.times = times;
    }

    /// How far a pod has come that this process saw waiting.
    ///
    /// @param unbound whether it was seen without a node, and not yet with one
    private record Progress(String uid, boolean unbound) {}

    /// The controller with everything that wakes it.
    public Controller<ObjectKey> controller() {
        return Controller.ofObjects(
                        new Controller.Identity("metrics.pod", "", "Pod"),
                        1,
                        RetryPolicy.standard(),
                        context.clock(),
                        this)
                .watchEach(context.stores().pods(), pod -> List.of(new ObjectKey(pod.namespace(), pod.name())));
    }

    @Override
    public synchronized Requeue reconcile(ObjectKey key) {
        String owner = "pod/" + key.namespace() + "/" + key.name();
        Pod pod = context.stores().pods().find(key);
        if (pod == null) {
            forget(inProgress.remove(key));
            context.meters().show(owner, List.of());
            return Requeue.none();
        }
        var readings = new ArrayList<Reading>();
        readings.add(new Reading("pods_state", state(pod), 1));
        boolean settled = !follow(key, pod, readings);
        context.meters().show(owner, readings);
        return settled ? Requeue.none() : Requeue.after(INTERVAL);
    }

    private void forget(@Nullable Progress progress) {
        if (progress != null) {
            times.forget(progress.uid());
        }
    }

    /// Measures what a waiting pod has reached.
    ///
    /// @return whether it is still under way
    private boolean follow(ObjectKey key, Pod pod, List<Reading> readings) {
        Instant now = context.clock().instant();
        if (pod.provisionable()) {
            times.waiting(pod, now);
        }
        Progress progress = inProgress.get(key);
        if (progress != null && !progress.uid().equals(pod.uid())) {
            forget(inProgress.remove(key));
            progress = null;
        }
        if (progress == null) {
            if (pod.phase() != PodPhase.PENDING) {
                return false;
            }
            progress = new Progress(pod.uid(), !pod.scheduled());
        }
        if (pod.terminal()) {
            forget(inProgress.remove(key));
            return false;
        }
        if (progress.unbound() && pod.scheduled()) {
            bound(pod, now);
            progress = new Progress(pod.uid(), false);
        }
        if (Boolean.TRUE.equals(pod.ready())) {
            started(pod, now);
            forget(inProgress.remove(key));
            return false;
        }
        inProgress.put(key, progress);
        waiting(pod, now, readings);
        return true;
    }

    private void bound(Pod pod, Instant now) {
        var labels = MetricLabels.of("dynamic_resources", dynamic(pod));
        context.meters().observe("pods_bound_duration_seconds", labels, seconds(pod.created(), now));
        Instant schedulable = schedulable(pod);
        if (schedulable != null) {
            context.meters().observe("pods_provisioning_bound_duration_seconds", labels, seconds(schedulable, now));
        }
    }

    private void started(Pod pod, Instant now) {
        context.meters().observe("pods_startup_duration_seconds", MetricLabels.of(), seconds(pod.created(), now));
        Instant schedulable = schedulable(pod);
        if (schedulable != null) {
            context.meters()
                    .observe(
                            "pods_provisioning_startup_duration_seconds", MetricLabels.of(), seconds(schedulable, now));
        }
    }

    private void waiting(Pod pod, Instant now, List<Reading> readings) {
        var own = MetricLabels.of("name", pod.name(), "namespace", pod.namespace());
        var withDevices =
                MetricLabels.of("name", pod.name(), "namespace", pod.namespace(), "dynamic_resources", dynamic(pod));
        PodTimes.Times known = times.of(pod.uid());
        Instant schedulable = known == null ? null : known.schedulable();
        readings.add(new Reading("pods_unstarted_time_seconds", own, seconds(pod.created(), now)));
        if (schedulable != null) {
            readings.add(new Reading("pods_provisioning_unstarted_time_seconds", own, seconds(schedulable, now)));
        }
        if (pod.scheduled()) {
            return;
        }
        readings.add(new Reading("pods_unbound_time_seconds", withDevices, seconds(pod.created(), now)));
        if (schedulable != null) {
            readings.add(new Reading("pods_provisioning_unbound_time_seconds", withDevices, seconds(schedulable, now)));
        }
        if (known != null && known.decided() == null) {
            readings.add(new Reading(
                    "pods_provisioning_scheduling_undecided_time_seconds", own, seconds(known.seen(), now)));
        }
    }

    private @Nullable Instant schedulable(Pod pod) {
        PodTimes.Times known = times.of(pod.uid());
        return known == null ? null : known.schedulable();
    }

    private SequencedMap<String, String> state(Pod pod) {
        Node node = pod.scheduled() ? context.stores().nodes().find(ObjectKey.of(pod.nodeName())) : null;
        Map<String, String> labels = node == null
                ? Map.of()
                : Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.<String, String>of());
        return MetricLabels.of(
                "name", pod.name(),
                "namespace", pod.namespace(),
                "owner", owner(pod),
                "node", pod.nodeName(),
                "scheduled", Boolean.toString(pod.scheduled()),
                "nodepool", labels.getOrDefault(LabelKeys.NODE_POOL, ""),
                "zone", labels.getOrDefault(LabelKeys.ZONE, ""),
                "arch", labels.getOrDefault(LabelKeys.ARCH, ""),
                "capacity_type", labels.getOrDefault(LabelKeys.CAPACITY_TYPE, ""),
                "instance_type", labels.getOrDefault(LabelKeys.INSTANCE_TYPE, ""),
                "phase", phase(pod.phase()),
                "ready", Boolean.toString(Boolean.TRUE.equals(pod.ready())),
                "managed", Boolean.toString(labels.containsKey(LabelKeys.NODE_POOL)));
    }

    private static String owner(Pod pod) {
        if (pod.owners().isEmpty()) {
            return "";
        }
        PodOwner owner = pod.owners().getFirst();
        return "/apis/" + owner.apiVersion() + "/namespaces/" + pod.namespace() + "/"
                + owner.kind().toLowerCase(Locale.ROOT) + "s/" + owner.name();
    }

    private static String phase(PodPhase phase) {
        return switch (phase) {
            case PENDING -> "Pending";
            case RUNNING -> "Running";
            case SUCCEEDED -> "Succeeded";
            case FAILED -> "Failed";
            case UNKNOWN -> "Unknown";
        };
    }

    private static String dynamic(Pod pod) {
        return Boolean.toString(pod.shape().dynamicResources());
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toNanos() / 1e9);
    }
}
