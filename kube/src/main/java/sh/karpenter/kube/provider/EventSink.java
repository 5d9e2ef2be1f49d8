package sh.karpenter.kube.provider;

import io.fabric8.kubernetes.api.model.HasMetadata;

/// Publishes events. Repetitions within a short time are dropped by the receiver.
@FunctionalInterface
public interface EventSink {

    /// Publishes one event.
    ///
    /// @param about the object it is about
    /// @param severity how serious it is
    /// @param reason CamelCase, may be empty
    /// @param message text for people
    void publish(About about, Severity severity, String reason, String message);

    /// How serious an event is.
    enum Severity {
        NORMAL,
        WARNING
    }

    /// Identifies the object that an event is about.
    ///
    /// @param apiVersion for example `karpenter.sh/v1`
    /// @param kind for example `NodeClaim`
    /// @param name its name
    /// @param uid its uid, empty when not known
    record About(String apiVersion, String kind, String name, String uid) {
        /// The reference of an object.
        public static About of(HasMetadata object) {
            var metadata = object.getMetadata();
            String uid = metadata.getUid();
            return new About(object.getApiVersion(), object.getKind(), metadata.getName(), uid == null ? "" : uid);
        }
    }
}
