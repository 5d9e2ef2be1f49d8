package sh.karpenter.local.kubernetes.admission;

import java.util.List;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lets pods stay five minutes on a node that is not ready or unreachable, unless they say otherwise.
public final class PodTolerations implements AdmissionPlugin {
    private static final int SECONDS = 300;

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode pod = request.created("pods");
        if (pod == null) {
            return;
        }
        ObjectNode spec = Json.child(pod, "spec");
        for (String key : List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")) {
            if (!tolerates(spec, key)) {
                ArrayNode tolerations =
                        spec.get("tolerations") instanceof ArrayNode present ? present : spec.putArray("tolerations");
                tolerations
                        .addObject()
                        .put("key", key)
                        .put("operator", "Exists")
                        .put("effect", "NoExecute")
                        .put("tolerationSeconds", SECONDS);
            }
        }
    }

    private static boolean tolerates(ObjectNode spec, String key) {
        for (JsonNode toleration : Json.arrayAt(spec, "tolerations")) {
            String effect = Json.string(toleration, "effect");
            String own = Json.string(toleration, "key");
            if ((own.isEmpty() || own.equals(key)) && (effect.isEmpty() || effect.equals("NoExecute"))) {
                return true;
            }
        }
        return false;
    }
}
