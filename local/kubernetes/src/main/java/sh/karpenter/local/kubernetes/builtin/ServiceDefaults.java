package sh.karpenter.local.kubernetes.builtin;

import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Defaults of services. The cluster address is given out at admission, not here.
final class ServiceDefaults {
    private ServiceDefaults() {}

    static void apply(ObjectNode service) {
        ObjectNode spec = Json.child(service, "spec");
        Json.setIfAbsent(spec, "sessionAffinity", "None");
        Json.setIfAbsent(spec, "type", "ClusterIP");
        String type = Json.string(spec, "type");
        for (JsonNode port : Json.arrayAt(spec, "ports")) {
            if (port instanceof ObjectNode object) {
                Json.setIfAbsent(object, "protocol", "TCP");
                JsonNode number = Json.at(object, "port");
                JsonNode target = Json.at(object, "targetPort");
                boolean unset = target == null || (target.isNumber() && target.intValue() == 0);
                if (number != null && unset) {
                    object.set("targetPort", number);
                }
            }
        }
        if (type.equals("ExternalName")) {
            return;
        }
        Json.setIfAbsent(spec, "internalTrafficPolicy", "Cluster");
        if (type.equals("LoadBalancer") || type.equals("NodePort")) {
            Json.setIfAbsent(spec, "externalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer")) {
            Json.setIfAbsent(spec, "allocateLoadBalancerNodePorts", true);
        }
        Json.setIfAbsent(spec, "ipFamilyPolicy", "SingleStack");
        if (Json.arrayAt(spec, "ipFamilies").isEmpty()) {
            spec.putArray("ipFamilies").add("IPv4");
        }
        ObjectNode status = Json.child(service, "status");
        Json.child(status, "loadBalancer");
    }
}
