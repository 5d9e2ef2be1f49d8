package sh.karpenter.local.kubernetes.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.node.ObjectNode;

class EventExpiryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void forgetsEventsAnHourAfterTheyWereLastSeen() throws Exception {
        try (EmbeddedApiServer server = EmbeddedApiServer.builder().start()) {
            ResourceKind events = Objects.requireNonNull(server.access().resource("", "events"));
            server.access().create(events, event("old", NOW.minus(Duration.ofMinutes(61))));
            server.access().create(events, event("young", NOW.minus(Duration.ofMinutes(59))));
            try (EventExpiry expiry = new EventExpiry(server.access(), events, () -> NOW)) {
                expiry.sweep();
            }
            assertThat(server.access().list(events))
                    .singleElement()
                    .satisfies(event ->
                            assertThat(Json.string(event, "metadata", "name")).isEqualTo("young"));
        }
    }

    private static ObjectNode event(String name, Instant seen) {
        return (ObjectNode) Json.parse("""
            {"metadata": {"name": "%s", "namespace": "default"}, "lastTimestamp": "%s",
             "involvedObject": {"kind": "Pod", "namespace": "default", "name": "web"}}\
            """.formatted(name, seen));
    }
}
