package sh.karpenter.kube.api.validation;

import java.util.List;

/// A requirement that names values which its label can never have, beside some that it can. It works, but is
/// most likely a mistake, so it deserves a line in the log.
///
/// @param key the label
/// @param valid the values that can match
/// @param invalid the values that cannot
public record InvalidValues(String key, List<String> valid, List<String> invalid) {

    /// What to tell the user, without the fields.
    public static final String MESSAGE = "please correct found invalid values, proceeding with valid values";
}
