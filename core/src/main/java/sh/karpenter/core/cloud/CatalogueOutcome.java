package sh.karpenter.core.cloud;

import java.util.List;

/// The machines that a pool may choose from.
public sealed interface CatalogueOutcome {

    /// The instance types, those without available offerings included.
    ///
    /// @param types in order of name
    /// @param generation equal numbers mean equal lists, so that what was derived from a list can be kept
    record Catalogue(List<InstanceType> types, long generation) implements CatalogueOutcome {
        public Catalogue {
            types = List.copyOf(types);
        }
    }

    /// The pool waits for something before its types are known; it is left out for now.
    ///
    /// @param reason says what it waits for
    record NotEvaluated(String reason) implements CatalogueOutcome {}

    /// The types could not be had.
    ///
    /// @param kind decides how to go on
    /// @param message says what went wrong
    record Failed(LaunchOutcome.FailureKind kind, String message) implements CatalogueOutcome {}
}
