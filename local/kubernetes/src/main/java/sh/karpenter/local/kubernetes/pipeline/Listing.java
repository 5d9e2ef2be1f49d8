package sh.karpenter.local.kubernetes.pipeline;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The answer to a list.
///
/// @param objects in key order, in the version of the request
/// @param resourceVersion of the snapshot
/// @param continueToken how to go on; empty when this is all
/// @param remaining how many are left; null when unknown or none
public record Listing(
        List<ObjectNode> objects,
        long resourceVersion,
        String continueToken,
        @Nullable Long remaining) {}
