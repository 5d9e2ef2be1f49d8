package sh.karpenter.local.kubernetes.shape;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.shape.MessageShape.Field;
import sh.karpenter.local.kubernetes.shape.MessageShape.Presence;
import sh.karpenter.local.kubernetes.shape.Shape.Ownership;
import sh.karpenter.local.kubernetes.shape.Shape.Scalar;
import sh.karpenter.local.kubernetes.shape.Shape.ScalarType;

/// The structure of the built-in kinds, from the resource `types.txt` beside this class, whose head explains
/// its form. Reading it takes a few milliseconds; fields are parsed when a message is first looked at.
public final class TypeTable {
    private static final Shape UNTYPED = new Shape.Untyped();

    private final Map<String, String> kinds = new LinkedHashMap<>();
    private final Map<String, MessageShape> messages = new LinkedHashMap<>();

    private TypeTable() {}

    /// Reads the table.
    public static TypeTable load() {
        TypeTable table = new TypeTable();
        try (InputStream in = Objects.requireNonNull(TypeTable.class.getResourceAsStream("types.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            table.read(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }

    /// The structure of a kind such as `Deployment.apps`, or null when it is not in the table.
    public @Nullable MessageShape kind(String qualifiedKind) {
        String message = kinds.get(qualifiedKind);
        return message == null ? null : messages.get(message);
    }

    /// The structure of a message such as `meta/v1.ObjectMeta`.
    public MessageShape message(String name) {
        return Objects.requireNonNull(messages.get(name), name);
    }

    private void read(BufferedReader lines) throws IOException {
        List<String> fields = List.of();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("  ")) {
                fields.add(line.substring(2));
                continue;
            }
            String[] words = line.split(" ", -1);
            if (words[0].equals("kind")) {
                kinds.put(words[1], words[2]);
                continue;
            }
            List<String> own = new ArrayList<>();
            fields = own;
            messages.put(words[0], new MessageShape(words[0], words.length > 1, () -> parse(own)));
        }
    }

    private List<Field> parse(List<String> lines) {
        return lines.stream().map(this::field).toList();
    }

    private Field field(String line) {
        String[] words = line.split(" ", -1);
        Presence presence = Presence.ALWAYS;
        String patch = "";
        String mergeKey = "";
        Ownership ownership = null;
        List<String> keys = List.of();
        for (String word : Arrays.asList(words).subList(3, words.length)) {
            if (word.equals("?")) {
                presence = Presence.OMIT_ZERO;
            } else if (word.equals("*")) {
                presence = Presence.POINTER;
            } else if (word.startsWith("patch=")) {
                patch = word.substring(6);
            } else if (word.startsWith("key=")) {
                mergeKey = word.substring(4);
            } else if (word.startsWith("map=")) {
                ownership = Ownership.MAP;
                keys = List.of(word.substring(4).split("\\+", -1));
            } else {
                ownership = word.equals("set") ? Ownership.SET : Ownership.ATOMIC;
            }
        }
        Shape shape = shape(words[2], ownership, keys);
        boolean inline = words[0].equals("-");
        return new Field(inline ? "" : words[0], Integer.parseInt(words[1]), shape, presence, inline, patch, mergeKey);
    }

    private Shape shape(String type, @Nullable Ownership ownership, List<String> keys) {
        if (type.startsWith("[]")) {
            Shape element = shape(type.substring(2), null, List.of());
            return new Shape.ListOf(element, ownership == null ? Ownership.ATOMIC : ownership, keys);
        }
        if (type.startsWith("{}")) {
            return new Shape.MapOf(shape(type.substring(2), null, List.of()), ownership == Ownership.ATOMIC);
        }
        return switch (type) {
            case "string" -> new Scalar(ScalarType.STRING);
            case "int32" -> new Scalar(ScalarType.INT32);
            case "int64" -> new Scalar(ScalarType.INT64);
            case "bool" -> new Scalar(ScalarType.BOOL);
            case "double" -> new Scalar(ScalarType.DOUBLE);
            case "bytes" -> new Scalar(ScalarType.BYTES);
            case "quantity" -> new Scalar(ScalarType.QUANTITY);
            case "intOrString" -> new Scalar(ScalarType.INT_OR_STRING);
            case "time" -> new Scalar(ScalarType.TIME);
            case "microTime" -> new Scalar(ScalarType.MICRO_TIME);
            case "duration" -> new Scalar(ScalarType.DURATION);
            case "json", "raw", "fieldsV1" -> UNTYPED;
            default -> message(type);
        };
    }
}
