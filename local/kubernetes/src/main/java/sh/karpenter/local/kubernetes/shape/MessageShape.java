package sh.karpenter.local.kubernetes.shape;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An object with declared fields. Fields are resolved on first use, because messages refer to each other in
/// circles and most are never looked at.
public final class MessageShape implements Shape {
    private final String name;
    private final boolean atomic;
    private final Supplier<List<Field>> declared;
    private volatile @Nullable Resolved resolved;

    /// @param name for messages and debugging
    /// @param atomic whether one field manager owns it as a whole
    /// @param declared the fields; asked for once
    public MessageShape(String name, boolean atomic, Supplier<List<Field>> declared) {
        this.name = name;
        this.atomic = atomic;
        this.declared = declared;
    }

    /// How a field's zero value is treated.
    public enum Presence {
        /// Written even when it is zero.
        ALWAYS,
        /// Left out when it is zero.
        OMIT_ZERO,
        /// Zero is a value of its own; absence is absence.
        POINTER
    }

    /// A declared field.
    ///
    /// @param name its name in JSON
    /// @param number its number in protobuf; 0 when it has none
    /// @param shape the structure of its value
    /// @param presence how its zero value is treated
    /// @param inline whether the fields of its value stand in its place in JSON
    /// @param patch strategic merge patch: `merge`, `replace`, `retainKeys`, joined by `+`; empty for none
    /// @param mergeKey strategic merge patch: the field that identifies an element; empty for none
    public record Field(
            String name, int number, Shape shape, Presence presence, boolean inline, String patch, String mergeKey) {

        /// A field of a custom resource.
        public static Field of(String name, Shape shape) {
            return new Field(name, 0, shape, Presence.POINTER, false, "", "");
        }
    }

    private record Resolved(SequencedMap<String, Field> byName, Map<Integer, Field> byNumber) {}

    /// The name of the message.
    public String name() {
        return name;
    }

    /// Whether one field manager owns it as a whole.
    public boolean isAtomic() {
        return atomic;
    }

    /// The field of that name in JSON, inlined ones included, or null.
    public @Nullable Field field(String jsonName) {
        return fields().get(jsonName);
    }

    /// Every field as in JSON, inlined ones included, in order of declaration.
    public SequencedMap<String, Field> fields() {
        return resolve().byName();
    }

    /// The field of that number in protobuf, or null.
    public @Nullable Field field(int number) {
        return resolve().byNumber().get(number);
    }

    private Resolved resolve() {
        Resolved present = resolved;
        if (present != null) {
            return present;
        }
        SequencedMap<String, Field> byName = new LinkedHashMap<>();
        Map<Integer, Field> byNumber = new LinkedHashMap<>();
        for (Field field : declared.get()) {
            if (field.number() > 0) {
                byNumber.put(field.number(), field);
            }
            if (field.inline() && field.shape() instanceof MessageShape inlined) {
                byName.putAll(inlined.fields());
            } else {
                byName.put(field.name(), field);
            }
        }
        Resolved computed = new Resolved(byName, byNumber);
        resolved = computed;
        return computed;
    }
}
