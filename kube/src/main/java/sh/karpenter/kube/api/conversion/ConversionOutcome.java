package sh.karpenter.kube.api.conversion;

import tools.jackson.databind.node.ObjectNode;

/// What became of one object.
public sealed interface ConversionOutcome {

    /// It has the version that was asked for.
    record Converted(ObjectNode object) implements ConversionOutcome {}

    /// It cannot have that version.
    ///
    /// @param message names the object and why
    record Refused(String message) implements ConversionOutcome {}
}
