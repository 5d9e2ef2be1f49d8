package sh.karpenter.core.model.workload;

import java.time.Duration;
import java.time.Instant;
import sh.karpenter.core.model.duration.GoDuration;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.TaintEffect;

/// Whether a pod may be moved off its node, and whether a drain has to wait for it.
///
/// Source: Karpenter documentation, "Disruption / Controls", and its pod predicates.
public final class PodDisruption {
    /// The taint of nodes that are being disrupted; pods that tolerate it stay.
    public static final Taint DISRUPTED = new Taint(LabelKeys.DISRUPTED_TAINT, "", TaintEffect.NO_SCHEDULE);

    private static final Duration STUCK_AFTER = Duration.ofMinutes(1);

    private PodDisruption() {}

    /// What the pod's annotation `karpenter.sh/do-not-disrupt` says now.
    public sealed interface DoNotDisrupt {

        /// Whether it forbids disruption now.
        boolean active();

        /// The annotation is absent.
        record Absent() implements DoNotDisrupt {
            @Override
            public boolean active() {
                return false;
            }
        }

        /// It is `"true"`, or a duration and the pod has not started yet.
        record Always() implements DoNotDisrupt {
            @Override
            public boolean active() {
                return true;
            }
        }

        /// It is a duration that has not passed since the pod started.
        ///
        /// @param end when it will have passed
        record Until(Instant end) implements DoNotDisrupt {
            @Override
            public boolean active() {
                return true;
            }
        }

        /// It is a duration that has passed since the pod started.
        ///
        /// @param end when it had passed
        record Elapsed(Instant end) implements DoNotDisrupt {
            @Override
            public boolean active() {
                return false;
            }
        }

        /// It is neither `"true"` nor a positive duration; it forbids nothing.
        ///
        /// @param value what it is
        record Invalid(String value) implements DoNotDisrupt {
            @Override
            public boolean active() {
                return false;
            }
        }
    }

    /// What the pod's annotation says at a moment.
    public static DoNotDisrupt doNotDisrupt(Pod pod, Instant now) {
        String value = pod.annotations().get(LabelKeys.DO_NOT_DISRUPT);
        if (value == null) {
            return new DoNotDisrupt.Absent();
        }
        if (value.equals("true")) {
            return new DoNotDisrupt.Always();
        }
        Duration period;
        try {
            period = GoDuration.parse(value);
        } catch (IllegalArgumentException notADuration) {
            return new DoNotDisrupt.Invalid(value);
        }
        if (!period.isPositive()) {
            return new DoNotDisrupt.Invalid(value);
        }
        if (pod.started() == null) {
            return new DoNotDisrupt.Always();
        }
        Instant end = pod.started().plus(period);
        return now.isBefore(end) ? new DoNotDisrupt.Until(end) : new DoNotDisrupt.Elapsed(end);
    }

    /// Whether the pod does not object to disruption by its annotation; pods that have ended or are ending never
    /// do.
    public static boolean disruptable(Pod pod, Instant now) {
        return !pod.active() || !doNotDisrupt(pod, now).active();
    }

    /// Whether the pod stays on nodes that are being disrupted.
    public static boolean toleratesDisruption(Pod pod) {
        return pod.shape().tolerations().stream().anyMatch(toleration -> toleration.tolerates(DISRUPTED));
    }

    /// Whether the eviction API is to be asked for the pod.
    public static boolean evictable(Pod pod, Instant now) {
        return pod.active() && !toleratesDisruption(pod) && !pod.ownedByNode() && disruptable(pod, now);
    }

    /// Whether the pod's termination hangs: it should have been gone for more than a minute.
    public static boolean stuckTerminating(Pod pod, Instant now) {
        return pod.deletion() != null && now.isAfter(pod.deletion().plus(STUCK_AFTER));
    }

    /// Whether a drain has anything to do with the pod.
    public static boolean drainable(Pod pod, Instant now) {
        return !toleratesDisruption(pod) && !stuckTerminating(pod, now) && !pod.ownedByNode();
    }

    /// Whether a drain has to wait for the pod.
    public static boolean waitingEviction(Pod pod, Instant now) {
        return !pod.terminal() && drainable(pod, now);
    }
}
