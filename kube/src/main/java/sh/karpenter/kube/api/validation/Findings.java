package sh.karpenter.kube.api.validation;

import java.util.List;
import java.util.stream.Collectors;

/// Everything a check found.
///
/// @param errors reasons why the object cannot be used; none if it can
/// @param warnings what works but is most likely a mistake
public record Findings(List<FieldError> errors, List<InvalidValues> warnings) {

    /// Whether the object can be used.
    public boolean passed() {
        return errors.isEmpty();
    }

    /// All errors on one line, for a condition's message.
    public String joined() {
        return errors.stream().map(FieldError::text).collect(Collectors.joining("; "));
    }
}
