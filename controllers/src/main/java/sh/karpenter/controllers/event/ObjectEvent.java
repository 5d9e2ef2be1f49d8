package sh.karpenter.controllers.event;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import sh.karpenter.core.model.workload.Pod;

/// Something that happened to an object.
///
/// @param about the object
/// @param severity how serious it is
/// @param reason one word in CamelCase
/// @param message text for people
/// @param sameAs events of one reason with equal values here are the same event
/// @param quiet how long the same event is not published again
public record ObjectEvent(
        Subject about, Severity severity, String reason, String message, List<String> sameAs, Duration quiet) {
    /// How long an event is not repeated unless it says otherwise.
    public static final Duration USUAL_QUIET = Duration.ofMinutes(2);

    public ObjectEvent {
        sameAs = List.copyOf(sameAs);
    }

    /// An event to know of; two are the same when they are about one object with one message.
    public static ObjectEvent normal(Subject about, String reason, String message) {
        return new ObjectEvent(
                about, Severity.NORMAL, reason, message, List.of(about.identity(), message), USUAL_QUIET);
    }

    /// An event that somebody should look at; two are the same when they are about one object with one message.
    public static ObjectEvent warning(Subject about, String reason, String message) {
        return new ObjectEvent(
                about, Severity.WARNING, reason, message, List.of(about.identity(), message), USUAL_QUIET);
    }

    /// The event, told apart from others of its reason by these values only.
    public ObjectEvent sameAs(String... values) {
        return new ObjectEvent(about, severity, reason, message, List.of(values), quiet);
    }

    /// The event, not repeated for that long.
    public ObjectEvent quietFor(Duration duration) {
        return new ObjectEvent(about, severity, reason, message, sameAs, duration);
    }

    /// How serious an event is.
    public enum Severity {
        /// To know of.
        NORMAL("Normal"),
        /// Somebody should look at it.
        WARNING("Warning");

        private final String text;

        Severity(String text) {
            this.text = text;
        }

        /// As the API writes it.
        public String text() {
            return text;
        }
    }

    /// The object that an event is about.
    ///
    /// @param apiVersion for example `karpenter.sh/v1`
    /// @param kind for example `NodeClaim`
    /// @param namespace empty for kinds without
    /// @param name its name
    /// @param uid its uid, empty when not known
    public record Subject(String apiVersion, String kind, String namespace, String name, String uid) {

        /// An object as read from the API.
        public static Subject of(HasMetadata object) {
            var metadata = object.getMetadata();
            return new Subject(
                    object.getApiVersion(),
                    object.getKind(),
                    Objects.requireNonNullElse(metadata.getNamespace(), ""),
                    metadata.getName(),
                    Objects.requireNonNullElse(metadata.getUid(), ""));
        }

        /// A pod.
        public static Subject of(Pod pod) {
            return new Subject("v1", "Pod", pod.namespace(), pod.name(), pod.uid());
        }

        String identity() {
            return uid.isEmpty() ? kind + "/" + namespace + "/" + name : uid;
        }
    }
}
