package sh.karpenter.local.aws.ec2.tag;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.Parameters;

/// The filters of one Describe action: which names it knows and where their values come from.
///
/// A resource passes when every filter has a value that equals one of the resource's. Values may hold `*` (any
/// text) and `?` (any character), and are compared with regard to case.
public final class Filters<T> {
    private final Map<String, Function<T, Collection<String>>> fields;
    private final @Nullable Function<T, Map<String, String>> tags;

    private Filters(
            Map<String, Function<T, Collection<String>>> fields, @Nullable Function<T, Map<String, String>> tags) {
        this.fields = fields;
        this.tags = tags;
    }

    /// Begins the description of an action's filters.
    public static <T> Builder<T> of() {
        return new Builder<>();
    }

    /// The items that pass all filters of the request, in their order.
    ///
    /// @throws AwsFault `InvalidParameterValue` when a filter is unknown or `FilterLimitExceeded` above 200 values
    public List<T> select(Collection<T> items, Parameters request) {
        var filters = request.list("Filter");
        var selected = new ArrayList<T>(items);
        for (var filter : filters) {
            var name = filter.required("Name");
            var values = filter.texts("Value");
            if (values.size() > 200) {
                throw AwsFault.client("FilterLimitExceeded", "The maximum number of filter values is 200");
            }
            var attribute = attribute(name);
            selected.removeIf(item -> !matches(attribute.apply(item), values));
        }
        return selected;
    }

    private Function<T, Collection<String>> attribute(String name) {
        var field = fields.get(name);
        if (field != null) {
            return field;
        }
        var known = tags;
        if (known != null && name.equals("tag-key")) {
            return item -> known.apply(item).keySet();
        }
        if (known != null && name.startsWith("tag:")) {
            var key = name.substring("tag:".length());
            return item -> {
                var value = known.apply(item).get(key);
                return value == null ? List.of() : List.of(value);
            };
        }
        throw AwsFault.invalid("The filter '" + name + "' is invalid");
    }

    private static boolean matches(Collection<String> actual, List<String> wanted) {
        for (var pattern : wanted) {
            for (var value : actual) {
                if (matches(pattern, value)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Compares with EC2's wildcards. A star is first taken as empty and then, on a later mismatch, as one
    /// character more.
    static boolean matches(String pattern, String value) {
        int p = 0;
        int star = -1;
        int starValue = 0;
        for (int v = 0; v < value.length(); ) {
            if (p < pattern.length()
                    && (pattern.charAt(p) == '?' || pattern.charAt(p) == value.charAt(v))
                    && pattern.charAt(p) != '*') {
                p++;
                v++;
            } else if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                starValue = v;
            } else if (star >= 0) {
                p = star + 1;
                v = ++starValue;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /// Collects the filters of an action.
    public static final class Builder<T> {
        private final Map<String, Function<T, Collection<String>>> fields = new LinkedHashMap<>();
        private @Nullable Function<T, Map<String, String>> tags;

        private Builder() {}

        /// A filter on an attribute with at most one value; null means that a resource does not have it.
        public Builder<T> field(String name, Function<T, @Nullable Object> value) {
            fields.put(name, item -> {
                var found = value.apply(item);
                return found == null ? List.of() : List.of(found.toString());
            });
            return this;
        }

        /// A filter on an attribute with any number of values.
        public Builder<T> fields(String name, Function<T, Collection<String>> values) {
            fields.put(name, values);
            return this;
        }

        /// Filters on tags: `tag:<key>` and `tag-key`.
        public Builder<T> tags(Function<T, Map<String, String>> tags) {
            this.tags = tags;
            return this;
        }

        /// The finished filters.
        public Filters<T> build() {
            return new Filters<>(Map.copyOf(fields), tags);
        }
    }
}
