package sh.karpenter.local.aws.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The parameters of a query request as a tree.
///
/// `Filter.1.Name=state&Filter.1.Value.1=running` becomes a list `Filter` whose first element has the text `Name`
/// and the list `Value`. Lists of IAM, written `Tags.member.1.Key`, read the same. A tree is never changed.
public final class Parameters {
    /// No parameters.
    public static final Parameters NONE = new Parameters(null, Collections.emptyNavigableMap());

    private static final Comparator<String> BY_POSITION = Comparator.comparingInt(Integer::parseInt);

    private final @Nullable String text;
    private final Map<String, Parameters> members;

    private Parameters(@Nullable String text, Map<String, Parameters> members) {
        this.text = text;
        this.members = members;
    }

    /// Reads decoded form fields.
    ///
    /// @throws AwsFault when a field is both a value and a structure
    public static Parameters of(Map<String, String> fields) {
        var root = new Building();
        fields.forEach((name, value) -> root.put(name.split("\\.", -1), 0, value));
        return root.built();
    }

    /// The text of a member.
    ///
    /// @return null when it is absent
    public @Nullable String text(String name) {
        var member = members.get(name);
        return member == null ? null : member.text;
    }

    /// The text of a member that must be there.
    ///
    /// @throws AwsFault `MissingParameter`
    public String required(String name) {
        var value = text(name);
        if (value == null || value.isEmpty()) {
            throw AwsFault.missing(name);
        }
        return value;
    }

    /// The text of a member or, when absent, the given one.
    public String text(String name, String otherwise) {
        var value = text(name);
        return value == null ? otherwise : value;
    }

    /// A whole number.
    ///
    /// @return null when it is absent
    /// @throws AwsFault when it is not a number
    public @Nullable Integer integer(String name) {
        var value = text(name);
        if (value == null) {
            return null;
        }
        try {
            return Integer.valueOf(value);
        } catch (NumberFormatException e) {
            throw AwsFault.invalid("Invalid value '" + value + "' for " + name + ": must be a whole number");
        }
    }

    /// A number.
    ///
    /// @return null when it is absent
    /// @throws AwsFault when it is not a number
    public @Nullable Double number(String name) {
        var value = text(name);
        if (value == null) {
            return null;
        }
        try {
            return Double.valueOf(value);
        } catch (NumberFormatException e) {
            throw AwsFault.invalid("Invalid value '" + value + "' for " + name + ": must be a number");
        }
    }

    /// Whether the member says `true`; absent means false.
    public boolean flag(String name) {
        return "true".equalsIgnoreCase(text(name));
    }

    /// A structure; empty when absent.
    public Parameters group(String name) {
        return members.getOrDefault(name, NONE);
    }

    /// The elements of a list in order; empty when absent.
    public List<Parameters> list(String name) {
        var list = group(name);
        var wrapped = list.members.get("member");
        if (wrapped != null) {
            list = wrapped;
        }
        if (!list.isList()) {
            return List.of();
        }
        var positions = new ArrayList<>(list.members.keySet());
        positions.sort(BY_POSITION);
        var elements = new ArrayList<Parameters>();
        for (var position : positions) {
            var element = list.members.get(position);
            if (element != null) {
                elements.add(element);
            }
        }
        return elements;
    }

    /// The texts of a list in order; empty when absent.
    public List<String> texts(String name) {
        var texts = new ArrayList<String>();
        for (var element : list(name)) {
            if (element.text != null) {
                texts.add(element.text);
            }
        }
        return texts;
    }

    /// The own text of this node, when it is a leaf.
    public @Nullable String ownText() {
        return text;
    }

    /// The members of this structure by name.
    public Map<String, Parameters> members() {
        return members;
    }

    /// Whether this is a list: all its members are numbered.
    public boolean isList() {
        return !members.isEmpty() && members.keySet().stream().allMatch(Parameters::isPosition);
    }

    /// Whether nothing was given.
    public boolean isEmpty() {
        return text == null && members.isEmpty();
    }

    /// This tree with other values laid over it: texts and lists are replaced, structures are merged.
    public Parameters overlaid(Parameters other) {
        if (other.isEmpty()) {
            return this;
        }
        if (other.text != null || other.isList() || isList()) {
            return other;
        }
        var merged = new LinkedHashMap<>(members);
        other.members.forEach((name, value) -> merged.merge(name, value, Parameters::overlaid));
        return new Parameters(null, Collections.unmodifiableMap(merged));
    }

    /// This tree with one member replaced.
    public Parameters with(String name, Parameters value) {
        var changed = new LinkedHashMap<>(members);
        changed.put(name, value);
        return new Parameters(text, Collections.unmodifiableMap(changed));
    }

    /// A list node of these elements.
    public static Parameters listOf(List<Parameters> elements) {
        var members = new LinkedHashMap<String, Parameters>();
        for (int i = 0; i < elements.size(); i++) {
            members.put(Integer.toString(i + 1), elements.get(i));
        }
        return new Parameters(null, Collections.unmodifiableMap(members));
    }

    /// The text form for comparing requests, for example for idempotency tokens.
    @Override
    public String toString() {
        return text != null ? text : members.toString();
    }

    private static boolean isPosition(String name) {
        return !name.isEmpty() && name.length() < 8 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /// A tree while it grows.
    private static final class Building {
        private @Nullable String text;
        private final SequencedMap<String, Building> members = new LinkedHashMap<>();

        void put(String[] path, int depth, String value) {
            if (depth == path.length) {
                text = value;
                return;
            }
            members.computeIfAbsent(path[depth], name -> new Building()).put(path, depth + 1, value);
        }

        Parameters built() {
            if (text != null && !members.isEmpty()) {
                throw AwsFault.client("MalformedQueryString", "A parameter is both a value and a structure: " + text);
            }
            var built = new LinkedHashMap<String, Parameters>();
            members.forEach((name, member) -> built.put(name, member.built()));
            return new Parameters(text, Collections.unmodifiableMap(built));
        }
    }
}
