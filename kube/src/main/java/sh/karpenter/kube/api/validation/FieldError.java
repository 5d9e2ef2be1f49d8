package sh.karpenter.kube.api.validation;

/// One reason why an object cannot be used.
///
/// @param field where, for example `spec.template.spec.taints[0].key`
/// @param message what is wrong with which value, and what would be right
public record FieldError(String field, String message) {

    /// The finding on one line.
    public String text() {
        return field + ": " + message;
    }
}
