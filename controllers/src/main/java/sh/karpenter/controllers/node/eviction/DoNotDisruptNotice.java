package sh.karpenter.controllers.node.eviction;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.event.ObjectEvent.Subject;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruption;
import sh.karpenter.core.model.workload.PodDisruption.DoNotDisrupt;

/// Tells a pod what its annotation `karpenter.sh/do-not-disrupt` means now, where that is not plain to see: a
/// period that runs or has run out, or a text that means nothing.
final class DoNotDisruptNotice {
    private DoNotDisruptNotice() {}

    /// The event for a pod that is to leave its node, null when there is nothing to tell.
    static @Nullable ObjectEvent of(Pod pod, Instant now) {
        Subject subject = Subject.of(pod);
        return switch (PodDisruption.doNotDisrupt(pod, now)) {
            case DoNotDisrupt.Absent _, DoNotDisrupt.Always _ -> null;
            case DoNotDisrupt.Until(var end) ->
                ObjectEvent.normal(subject, "DoNotDisruptUntil", period() + " will elapse at " + time(end));
            case DoNotDisrupt.Elapsed(var end) ->
                ObjectEvent.normal(
                        subject,
                        "DoNotDisruptGracePeriodElapsed",
                        period() + " has elapsed at " + time(end) + ", pod is now disruptable");
            case DoNotDisrupt.Invalid(var value) ->
                ObjectEvent.warning(
                        subject,
                        "InvalidDoNotDisruptAnnotation",
                        "Invalid " + LabelKeys.DO_NOT_DISRUPT + " annotation: \"" + value
                                + "\" is neither true nor a positive duration such as 30m, ignoring annotation");
        };
    }

    private static String period() {
        return "The period of " + LabelKeys.DO_NOT_DISRUPT;
    }

    private static String time(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
