package sh.karpenter.local.kubernetes.selector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A conjunction of comparisons of field labels, for example `spec.nodeName=a,status.phase!=Failed`.
///
/// @param terms all of them must hold
public record FieldSelector(List<Term> terms) {
    private static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    /// One comparison.
    ///
    /// @param field the field label
    /// @param equal whether the value must be equal or must differ
    /// @param value what to compare with; an absent field compares as the empty string
    public record Term(String field, boolean equal, String value) {}

    /// The selector that selects everything.
    public static FieldSelector everything() {
        return EVERYTHING;
    }

    /// Parses the query form. Backslash escapes comma, equals sign and backslash.
    ///
    /// @throws IllegalArgumentException when the text is no selector
    public static FieldSelector parse(String text) {
        if (text.isBlank()) {
            return EVERYTHING;
        }
        List<Term> terms = new ArrayList<>();
        for (String part : split(text)) {
            if (!part.isEmpty()) {
                terms.add(term(part));
            }
        }
        return new FieldSelector(Collections.unmodifiableList(terms));
    }

    /// Whether an object is selected.
    ///
    /// @param reader gives the value of a field label, the empty string when the field is absent
    public boolean matches(Function<String, String> reader) {
        for (Term term : terms) {
            if (reader.apply(term.field()).equals(term.value()) != term.equal()) {
                return false;
            }
        }
        return true;
    }

    /// The value that the field must have, or null when the selector does not pin it.
    public @Nullable String pinned(String field) {
        for (Term term : terms) {
            if (term.equal() && term.field().equals(field)) {
                return term.value();
            }
        }
        return null;
    }

    /// Whether everything is selected.
    public boolean isEverything() {
        return terms.isEmpty();
    }

    private static Term term(String part) {
        for (int at = 0; at < part.length(); at++) {
            char c = part.charAt(at);
            if (c == '\\') {
                at++;
            } else if (part.startsWith("!=", at)) {
                return new Term(part.substring(0, at).strip(), false, unescape(part.substring(at + 2)));
            } else if (part.startsWith("==", at)) {
                return new Term(part.substring(0, at).strip(), true, unescape(part.substring(at + 2)));
            } else if (c == '=') {
                return new Term(part.substring(0, at).strip(), true, unescape(part.substring(at + 1)));
            }
        }
        throw new IllegalArgumentException("invalid selector: '" + part + "'; can't understand '" + part + "'");
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == ',') {
                parts.add(text.substring(start, at));
                start = at + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String unescape(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < value.length(); at++) {
            if (value.charAt(at) == '\\' && at + 1 < value.length()) {
                at++;
            }
            plain.append(value.charAt(at));
        }
        return plain.toString();
    }
}
