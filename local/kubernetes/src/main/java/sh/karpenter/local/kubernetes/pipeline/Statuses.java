package sh.karpenter.local.kubernetes.pipeline;

import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.node.ObjectNode;

/// `Status` objects that report success.
final class Statuses {
    private Statuses() {}

    static ObjectNode success() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Success");
    }
}
