package sh.karpenter.local.kubernetes.builtin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Defaults of pods and pod templates.
final class PodDefaults {
    private static final int PROBE_TIMEOUT_SECONDS = 1;
    private static final int PROBE_PERIOD_SECONDS = 10;
    private static final int PROBE_FAILURES = 3;
    private static final int DEFAULT_MODE = 420; // 0644

    private PodDefaults() {}

    /// A pod: the specification and, only here, limits that become requests.
    static void pod(ObjectNode pod) {
        ObjectNode spec = Json.objectAt(pod, "spec");
        if (spec == null) {
            return;
        }
        spec(spec);
        Json.setIfAbsent(spec, "enableServiceLinks", true);
        for (String field : List.of("containers", "initContainers")) {
            for (JsonNode container : Json.arrayAt(spec, field)) {
                requestsFromLimits(Json.objectAt(container, "resources"));
            }
        }
        requestsFromLimits(Json.objectAt(spec, "resources"));
        ObjectNode status = Json.child(pod, "status");
        Json.setIfAbsent(status, "phase", "Pending");
        if (Json.at(status, "qosClass") == null) {
            status.put("qosClass", QualityOfService.of(spec));
        }
    }

    /// A pod template such as `spec.template` of a Deployment.
    static void template(ObjectNode template) {
        ObjectNode metadata = Json.child(template, "metadata");
        if (Json.at(metadata, "creationTimestamp") == null) {
            metadata.remove("creationTimestamp");
        }
        ObjectNode spec = Json.objectAt(template, "spec");
        if (spec != null) {
            spec(spec);
        }
    }

    private static void spec(ObjectNode spec) {
        Json.setIfAbsent(spec, "dnsPolicy", "ClusterFirst");
        Json.setIfAbsent(spec, "restartPolicy", "Always");
        Json.setIfAbsent(spec, "terminationGracePeriodSeconds", 30);
        Json.setIfAbsent(spec, "schedulerName", "default-scheduler");
        Json.child(spec, "securityContext");
        String account = Json.string(spec, "serviceAccountName");
        String oldAccount = Json.string(spec, "serviceAccount");
        if (!account.isEmpty()) {
            spec.put("serviceAccount", account);
        } else if (!oldAccount.isEmpty()) {
            spec.put("serviceAccountName", oldAccount);
        }
        boolean hostNetwork = Json.isTrue(spec, "hostNetwork");
        for (String field : List.of("containers", "initContainers", "ephemeralContainers")) {
            for (JsonNode container : Json.arrayAt(spec, field)) {
                if (container instanceof ObjectNode object) {
                    container(object, hostNetwork);
                }
            }
        }
        for (JsonNode volume : Json.arrayAt(spec, "volumes")) {
            if (volume instanceof ObjectNode object) {
                volume(object);
            }
        }
        for (JsonNode constraint : Json.arrayAt(spec, "topologySpreadConstraints")) {
            if (constraint instanceof ObjectNode object) {
                Json.setIfAbsent(object, "whenUnsatisfiable", "DoNotSchedule");
            }
        }
    }

    private static void container(ObjectNode container, boolean hostNetwork) {
        Json.setIfAbsent(container, "imagePullPolicy", pullPolicy(Json.string(container, "image")));
        Json.setIfAbsent(container, "terminationMessagePath", "/dev/termination-log");
        Json.setIfAbsent(container, "terminationMessagePolicy", "File");
        Json.child(container, "resources");
        for (JsonNode port : Json.arrayAt(container, "ports")) {
            if (port instanceof ObjectNode object) {
                Json.setIfAbsent(object, "protocol", "TCP");
                JsonNode number = Json.at(object, "containerPort");
                if (hostNetwork && Json.at(object, "hostPort") == null && number != null) {
                    object.set("hostPort", number);
                }
            }
        }
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            ObjectNode object = Json.objectAt(container, probe);
            if (object != null) {
                probe(object);
            }
        }
        for (JsonNode variable : Json.arrayAt(container, "env")) {
            ObjectNode field = Json.objectAt(variable, "valueFrom", "fieldRef");
            if (field != null) {
                Json.setIfAbsent(field, "apiVersion", "v1");
            }
        }
    }

    private static void probe(ObjectNode probe) {
        Json.setIfAbsent(probe, "timeoutSeconds", PROBE_TIMEOUT_SECONDS);
        Json.setIfAbsent(probe, "periodSeconds", PROBE_PERIOD_SECONDS);
        Json.setIfAbsent(probe, "successThreshold", 1);
        Json.setIfAbsent(probe, "failureThreshold", PROBE_FAILURES);
        ObjectNode http = Json.objectAt(probe, "httpGet");
        if (http != null) {
            Json.setIfAbsent(http, "path", "/");
            Json.setIfAbsent(http, "scheme", "HTTP");
        }
        ObjectNode grpc = Json.objectAt(probe, "grpc");
        if (grpc != null && grpc.get("service") == null) {
            grpc.put("service", "");
        }
    }

    private static void volume(ObjectNode volume) {
        if (volume.size() == 1) {
            volume.putObject("emptyDir");
        }
        for (String source : List.of("secret", "configMap", "projected", "downwardAPI")) {
            ObjectNode object = Json.objectAt(volume, source);
            if (object != null) {
                Json.setIfAbsent(object, "defaultMode", DEFAULT_MODE);
            }
        }
        for (JsonNode source : Json.arrayAt(volume, "projected", "sources")) {
            ObjectNode token = Json.objectAt(source, "serviceAccountToken");
            if (token != null) {
                Json.setIfAbsent(token, "expirationSeconds", 3600);
            }
        }
        ObjectNode hostPath = Json.objectAt(volume, "hostPath");
        if (hostPath != null && hostPath.get("type") == null) {
            hostPath.put("type", "");
        }
        ObjectNode claim = Json.objectAt(volume, "ephemeral", "volumeClaimTemplate", "spec");
        if (claim != null) {
            Json.setIfAbsent(claim, "volumeMode", "Filesystem");
        }
    }

    private static String pullPolicy(String image) {
        int tag = image.lastIndexOf(':');
        boolean tagged = tag > image.lastIndexOf('/') || image.contains("@");
        return !tagged || image.endsWith(":latest") ? "Always" : "IfNotPresent";
    }

    private static void requestsFromLimits(@Nullable ObjectNode resources) {
        ObjectNode limits = Json.objectAt(resources, "limits");
        if (resources == null || limits == null || limits.isEmpty()) {
            return;
        }
        ObjectNode requests = Json.child(resources, "requests");
        for (var limit : limits.properties()) {
            if (requests.get(limit.getKey()) == null) {
                requests.set(limit.getKey(), limit.getValue());
            }
        }
    }
}
