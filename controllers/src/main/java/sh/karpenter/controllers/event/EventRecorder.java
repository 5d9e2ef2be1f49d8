package sh.karpenter.controllers.event;

/// Publishes events. A publisher may repeat itself on every look at an object: the recorder drops what it has
/// published lately. Publishing never fails; an event that cannot be stored is lost.
@FunctionalInterface
public interface EventRecorder {

    /// Publishes one event, unless it was published lately.
    void publish(ObjectEvent event);
}
