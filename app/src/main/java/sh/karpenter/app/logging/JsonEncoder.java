package sh.karpenter.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import sh.karpenter.core.model.duration.GoDuration;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes a log event as Karpenter's logger does:
///
/// ```json
/// {"level":"INFO","time":"2026-11-23T00:05:23.960Z","logger":"controller","message":"registered nodeclaim",
///  "controller":"nodeclaim.lifecycle","controllerGroup":"karpenter.sh","controllerKind":"NodeClaim",
///  "NodeClaim":{"name":"default-1"},"namespace":"","name":"default-1","reconcileID":"...","provider-id":"..."}
/// ```
///
/// First what the reconciliation is about, in that order, then the key-values of the line; an exception becomes
/// `error`, without its stack. Before all that comes `commit`, the revision of the build, where it is known, and
/// in a log of level DEBUG `caller`, the file and line that wrote it.
public final class JsonEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final JsonFactory JSON = JsonFactory.builder().build();

    private final String commit;
    private final boolean callers;

    /// @param commit the revision of this build, empty when it is not known
    /// @param callers whether each line says where it was written, which costs a look at the stack
    public JsonEncoder(String commit, boolean callers) {
        this.commit = commit;
        this.callers = callers;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("level", level(event.getLevel()));
            json.writeStringProperty("time", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
            json.writeStringProperty("logger", event.getLoggerName());
            if (callers && event.getCallerData().length > 0) {
                json.writeStringProperty("caller", place(event.getCallerData()[0]));
            }
            json.writeStringProperty("message", event.getFormattedMessage());
            if (!commit.isEmpty()) {
                json.writeStringProperty("commit", commit);
            }
            writeSubject(json, event.getMDCPropertyMap());
            List<KeyValuePair> pairs = event.getKeyValuePairs();
            if (pairs != null) {
                for (KeyValuePair pair : pairs) {
                    json.writeName(pair.key);
                    writeValue(json, pair.value);
                }
            }
            if (event.getThrowableProxy() != null) {
                json.writeStringProperty("error", described(event.getThrowableProxy()));
            }
            json.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /// `lifecycle/NodeClaimLifecycleController.java:203`: the last part of the package, the file, the line.
    private static String place(StackTraceElement caller) {
        String[] parts = caller.getClassName().split("\\.", -1);
        String folder = parts.length > 1 ? parts[parts.length - 2] + "/" : "";
        return folder + caller.getFileName() + ":" + caller.getLineNumber();
    }

    /// There are three levels in this log; what libraries call a warning is nothing that somebody has to act on.
    private static String level(Level level) {
        return level == Level.WARN ? Level.INFO.toString() : level.toString();
    }

    /// What is being reconciled, from the context that the controller runtime sets.
    private static void writeSubject(JsonGenerator json, Map<String, String> context) {
        String controller = context.get("controller");
        if (controller == null) {
            return;
        }
        json.writeStringProperty("controller", controller);
        String kind = context.get("controllerKind");
        String namespace = context.getOrDefault("namespace", "");
        String name = context.getOrDefault("name", "");
        if (kind != null) {
            json.writeStringProperty("controllerGroup", context.getOrDefault("controllerGroup", ""));
            json.writeStringProperty("controllerKind", kind);
            json.writeName(kind);
            json.writeStartObject();
            json.writeStringProperty("name", name);
            if (!namespace.isEmpty()) {
                json.writeStringProperty("namespace", namespace);
            }
            json.writeEndObject();
        }
        json.writeStringProperty("namespace", namespace);
        json.writeStringProperty("name", name);
        String id = context.get("reconcileID");
        if (id != null) {
            json.writeStringProperty("reconcileID", id);
        }
    }

    private static void writeValue(JsonGenerator json, @Nullable Object value) {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Boolean truth -> json.writeBoolean(truth);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Duration duration -> json.writeString(GoDuration.format(duration));
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (var entry : map.entrySet()) {
                    json.writeName(String.valueOf(entry.getKey()));
                    writeValue(json, entry.getValue());
                }
                json.writeEndObject();
            }
            case Collection<?> elements -> {
                json.writeStartArray();
                for (Object element : elements) {
                    writeValue(json, element);
                }
                json.writeEndArray();
            }
            default -> json.writeString(value.toString());
        }
    }

    /// The messages of an exception and its causes, outermost first.
    private static String described(IThrowableProxy thrown) {
        var text = new StringBuilder();
        for (IThrowableProxy link = thrown; link != null; link = link.getCause()) {
            String message = link.getMessage();
            String part = message == null ? link.getClassName() : message;
            if (text.indexOf(part) < 0) {
                text.append(text.isEmpty() ? "" : ", ").append(part);
            }
        }
        return text.toString();
    }

    /// The line as text, for tests and views.
    String line(ILoggingEvent event) {
        return new String(encode(event), StandardCharsets.UTF_8);
    }
}
