package sh.karpenter.local.kubernetes.pipeline;

import tools.jackson.databind.node.ObjectNode;

/// What a write answers.
///
/// @param object the object in the version of the request, or a `Status`
/// @param created whether the write made a new object
public record Outcome(ObjectNode object, boolean created) {}
