package sh.karpenter.local.kubernetes.pipeline;

import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.node.ObjectNode;

/// `Status` objects that report success.
final class Statuses {
    private Statuses() {}

    /// A subresource did what was asked.
    static ObjectNode created() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Success").put("code", 201);
    }
}
