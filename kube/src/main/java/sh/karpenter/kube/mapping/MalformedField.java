package sh.karpenter.kube.mapping;

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
