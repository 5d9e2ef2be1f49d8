package sh.karpenter.local.kubernetes.logs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a client wants to read of a container's log.
///
/// @param pod the pod; must not be changed
/// @param node the node that it runs on, null when there is none
/// @param container name of the container
/// @param follow whether to go on until the pod is gone or the client leaves
/// @param timestamps whether each line begins with its time
/// @param tailLines most lines from the end, null for all
/// @param since only lines from then on, null for all
/// @param limitBytes most bytes, null for no limit
/// @param query the query string as sent, for sources that pass the request on
public record LogRequest(
        ObjectNode pod,
        @Nullable ObjectNode node,
        String container,
        boolean follow,
        boolean timestamps,
        @Nullable Long tailLines,
        @Nullable Instant since,
        @Nullable Long limitBytes,
        String query) {}
