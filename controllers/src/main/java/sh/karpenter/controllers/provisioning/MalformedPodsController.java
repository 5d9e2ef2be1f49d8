package sh.karpenter.controllers.provisioning;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import sh.karpenter.controllers.event.EventRecorder;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.event.ObjectEvent.Subject;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.mapping.MappedPod;

/// Tells pods that cannot be understood what is wrong with them. They take no part in any decision; all others do.
public final class MalformedPodsController {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMinutes(5);

    private final Supplier<List<MappedPod.Malformed>> malformed;
    private final EventRecorder events;

    /// @param malformed the pods that cannot be understood now
    public MalformedPodsController(Supplier<List<MappedPod.Malformed>> malformed, EventRecorder events) {
        this.malformed = malformed;
        this.events = events;
    }

    /// The controller to run.
    public Controller<Controller.Singleton> controller(InstantSource clock) {
        return Controller.singleton("provisioner.malformedpods", clock, this::tell);
    }

    Requeue tell() {
        for (MappedPod.Malformed pod : malformed.get()) {
            events.publish(ObjectEvent.warning(
                            new Subject("v1", "Pod", pod.namespace(), pod.name(), pod.uid()),
                            "FailedScheduling",
                            "Failed to schedule pod, " + pod.field() + ": \"" + pod.value() + "\": " + pod.problem())
                    .sameAs(pod.uid())
                    .quietFor(QUIET));
        }
        return Requeue.after(INTERVAL);
    }
}
