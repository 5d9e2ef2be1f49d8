package sh.karpenter.kube.mapping;

import org.jspecify.annotations.Nullable;

/// A field that cannot be understood. It ends the mapping of its object and never leaves this package: the public
/// methods turn it into a value.
final class MalformedField extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String value;
    private final String problem;

    MalformedField(String field, String value, String problem) {
        super(field + ": \"" + value + "\": " + problem, null, false, false);
        this.field = field;
        this.value = value;
        this.problem = problem;
    }

    /// A text that has to be there.
    static String unlessGiven(String field, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw new MalformedField(field, "", "must not be empty");
        }
        return value;
    }

    /// A part that has to be there.
    static <T> T unlessThere(String field, @Nullable T value) {
        if (value == null) {
            throw new MalformedField(field, "", "must not be absent");
        }
        return value;
    }

    String field() {
        return field;
    }

    String value() {
        return value;
    }

    String problem() {
        return problem;
    }
}
