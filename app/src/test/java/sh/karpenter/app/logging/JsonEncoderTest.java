package sh.karpenter.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

final class JsonEncoderTest {

    @Test
    void aLineOfAReconciliationNamesItsSubjectAndThenItsOwnValues() {
        var context = new LinkedHashMap<String, String>();
        context.put("reconcileID", "63179294");
        context.put("name", "default-nwk5w");
        context.put("namespace", "");
        context.put("controller", "nodeclaim.lifecycle");
        context.put("controllerGroup", "karpenter.sh");
        context.put("controllerKind", "NodeClaim");

        assertThat(line("launched nodeclaim", context, null, new KeyValuePair("provider-id", "kwok://node-1")))
                .isEqualTo("{\"level\":\"INFO\",\"time\":\"2026-11-23T00:05:23.974Z\",\"logger\":\"controller\","
                        + "\"message\":\"launched nodeclaim\",\"controller\":\"nodeclaim.lifecycle\","
                        + "\"controllerGroup\":\"karpenter.sh\",\"controllerKind\":\"NodeClaim\","
                        + "\"NodeClaim\":{\"name\":\"default-nwk5w\"},\"namespace\":\"\",\"name\":\"default-nwk5w\","
                        + "\"reconcileID\":\"63179294\",\"provider-id\":\"kwok://node-1\"}\n");
    }

    @Test
    void valuesKeepTheirTypes() {
        assertThat(line(
                        "x",
                        Map.of(),
                        null,
                        new KeyValuePair("pods", 5),
                        new KeyValuePair("duration", Duration.ofMillis(1500)),
                        new KeyValuePair("NodePool", Map.of("name", "default")),
                        new KeyValuePair("list", List.of("a", 1))))
                .endsWith("\"pods\":5,\"duration\":\"1.5s\",\"NodePool\":{\"name\":\"default\"},\"list\":[\"a\",1]}\n");
    }

    @Test
    void anExceptionIsAnErrorTextWithoutItsStack() {
        var failure = new IllegalStateException("cannot list", new IOException("connection refused"));

        assertThat(line("Reconciler error", Map.of(), failure))
                .endsWith("\"error\":\"cannot list, connection refused\"}\n");
    }

    @Test
    void theRevisionStandsAfterTheMessageWhereItIsKnown() {
        String line =
                new JsonEncoder("3f0eb82", false).line(event("created nodeclaim", Map.of("controller", "x"), null));

        assertThat(line)
                .contains("\"logger\":\"controller\",\"message\":\"created nodeclaim\",\"commit\":\"3f0eb82\","
                        + "\"controller\":\"x\"");
    }

    @Test
    void aDetailedLogSaysWhichFileAndLineWrote() {
        LoggingEvent event = event("created nodeclaim", Map.of(), null);
        event.setCallerData(new StackTraceElement[] {
            new StackTraceElement(
                    "sh.karpenter.controllers.provisioning.ClaimCreation", "created", "ClaimCreation.java", 117)
        });

        assertThat(new JsonEncoder("", true).line(event))
                .contains("\"logger\":\"controller\",\"caller\":\"provisioning/ClaimCreation.java:117\","
                        + "\"message\":\"created nodeclaim\"");
    }

    private static String line(
            String message, Map<String, String> context, @Nullable Throwable failure, KeyValuePair... pairs) {
        return new JsonEncoder("", false).line(event(message, context, failure, pairs));
    }

    private static LoggingEvent event(
            String message, Map<String, String> context, @Nullable Throwable failure, KeyValuePair... pairs) {
        var loggers = new LoggerContext();
        var event = new LoggingEvent("", loggers.getLogger("controller"), Level.INFO, message, failure, null);
        event.setInstant(Instant.parse("2026-11-23T00:05:23.974Z"));
        event.setMDCPropertyMap(context);
        event.setKeyValuePairs(List.of(pairs));
        return event;
    }
}
