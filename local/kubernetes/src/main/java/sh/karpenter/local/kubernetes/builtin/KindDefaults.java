package sh.karpenter.local.kubernetes.builtin;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The defaults of every built-in kind that has some, by qualified kind.
final class KindDefaults {
    private static final int HISTORY = 10;

    private final Map<String, Consumer<ObjectNode>> byKind = new LinkedHashMap<>();

    KindDefaults() {
        byKind.put("Pod", PodDefaults::pod);
        byKind.put("PodTemplate", template -> PodDefaults.template(Json.child(template, "template")));
        byKind.put("ReplicationController", KindDefaults::replicationController);
        byKind.put("Node", KindDefaults::node);
        byKind.put("Namespace", KindDefaults::namespace);
        byKind.put("Secret", KindDefaults::secret);
        byKind.put("Service", ServiceDefaults::apply);
        byKind.put("PersistentVolume", KindDefaults::persistentVolume);
        byKind.put("PersistentVolumeClaim", KindDefaults::persistentVolumeClaim);
        byKind.put("Deployment.apps", KindDefaults::deployment);
        byKind.put("ReplicaSet.apps", KindDefaults::replicaSet);
        byKind.put("DaemonSet.apps", KindDefaults::daemonSet);
        byKind.put("StatefulSet.apps", KindDefaults::statefulSet);
        byKind.put("Job.batch", job -> job(Json.child(job, "spec"), true));
        byKind.put("CronJob.batch", KindDefaults::cronJob);
        byKind.put("HorizontalPodAutoscaler.autoscaling", KindDefaults::autoscaler);
        byKind.put("LimitRange", KindDefaults::limitRange);
        byKind.put("Endpoints", endpoints -> protocols(Json.arrayAt(endpoints, "subsets"), "ports"));
        byKind.put("EndpointSlice.discovery.k8s.io", KindDefaults::endpointSlice);
        byKind.put("NetworkPolicy.networking.k8s.io", KindDefaults::networkPolicy);
        byKind.put(
                "PriorityClass.scheduling.k8s.io",
                pc -> Json.setIfAbsent(pc, "preemptionPolicy", "PreemptLowerPriority"));
        byKind.put("StorageClass.storage.k8s.io", KindDefaults::storageClass);
        byKind.put("CSIDriver.storage.k8s.io", KindDefaults::csiDriver);
        byKind.put("RoleBinding.rbac.authorization.k8s.io", KindDefaults::roleBinding);
        byKind.put("ClusterRoleBinding.rbac.authorization.k8s.io", KindDefaults::roleBinding);
        byKind.put("ValidatingAdmissionPolicy.admissionregistration.k8s.io", KindDefaults::admissionPolicy);
        byKind.put("ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io", KindDefaults::policyBinding);
    }

    /// The defaults of a kind; does nothing for a kind without any.
    Consumer<ObjectNode> of(String qualifiedKind) {
        return byKind.getOrDefault(qualifiedKind, object -> {});
    }

    private static void autoscaler(ObjectNode autoscaler) {
        ObjectNode spec = Json.child(autoscaler, "spec");
        Json.setIfAbsent(spec, "minReplicas", 1);
        if (Json.arrayAt(spec, "metrics").isEmpty()) {
            ObjectNode metric = spec.putArray("metrics").addObject().put("type", "Resource");
            ObjectNode resource = metric.putObject("resource").put("name", "cpu");
            resource.putObject("target").put("type", "Utilization").put("averageUtilization", 80);
        }
    }

    /// What is limited without a default is given the limit, and requests are given the default.
    private static void limitRange(ObjectNode range) {
        for (JsonNode limit : Json.arrayAt(range, "spec", "limits")) {
            if (limit instanceof ObjectNode item && Json.string(item, "type").equals("Container")) {
                fill(item, "default", Json.objectAt(item, "max"));
                fill(item, "defaultRequest", Json.objectAt(item, "default"));
                fill(item, "defaultRequest", Json.objectAt(item, "min"));
            }
        }
    }

    private static void fill(ObjectNode parent, String name, @Nullable ObjectNode defaults) {
        if (defaults == null || defaults.isEmpty()) {
            return;
        }
        ObjectNode target = Json.child(parent, name);
        for (var entry : defaults.properties()) {
            if (!target.has(entry.getKey())) {
                target.set(entry.getKey(), entry.getValue());
            }
        }
    }

    private static void endpointSlice(ObjectNode slice) {
        for (JsonNode port : Json.arrayAt(slice, "ports")) {
            if (port instanceof ObjectNode object) {
                Json.setIfAbsent(object, "name", "");
                Json.setIfAbsent(object, "protocol", "TCP");
            }
        }
    }

    private static void networkPolicy(ObjectNode policy) {
        ObjectNode spec = Json.child(policy, "spec");
        protocols(Json.arrayAt(spec, "ingress"), "ports");
        protocols(Json.arrayAt(spec, "egress"), "ports");
        if (Json.arrayAt(spec, "policyTypes").isEmpty()) {
            var types = spec.putArray("policyTypes").add("Ingress");
            if (!Json.arrayAt(spec, "egress").isEmpty()) {
                types.add("Egress");
            }
        }
    }

    private static void protocols(JsonNode owners, String ports) {
        for (JsonNode owner : owners) {
            for (JsonNode port : Json.arrayAt(owner, ports)) {
                if (port instanceof ObjectNode object) {
                    Json.setIfAbsent(object, "protocol", "TCP");
                }
            }
        }
    }

    private static void replicationController(ObjectNode controller) {
        ObjectNode spec = Json.child(controller, "spec");
        ObjectNode labels = Json.objectAt(spec, "template", "metadata", "labels");
        if (labels != null && Json.objectAt(controller, "metadata", "labels") == null) {
            Json.child(controller, "metadata").set("labels", labels.deepCopy());
        }
        Json.setIfAbsent(spec, "replicas", 1);
        PodDefaults.template(Json.child(spec, "template"));
    }

    private static void node(ObjectNode node) {
        Json.child(node, "spec");
        ObjectNode status = Json.child(node, "status");
        ObjectNode capacity = Json.objectAt(status, "capacity");
        if (capacity != null && Json.objectAt(status, "allocatable") == null) {
            status.set("allocatable", capacity.deepCopy());
        }
    }

    private static void namespace(ObjectNode namespace) {
        Json.setIfAbsent(Json.child(namespace, "status"), "phase", "Active");
        String name = Json.string(namespace, "metadata", "name");
        if (!name.isEmpty()) {
            Json.child(Json.child(namespace, "metadata"), "labels").put("kubernetes.io/metadata.name", name);
        }
    }

    private static void secret(ObjectNode secret) {
        Json.setIfAbsent(secret, "type", "Opaque");
        ObjectNode plain = Json.objectAt(secret, "stringData");
        if (plain != null) {
            ObjectNode data = Json.child(secret, "data");
            for (var entry : plain.properties()) {
                byte[] bytes = entry.getValue().asString("").getBytes(StandardCharsets.UTF_8);
                data.put(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
            }
            secret.remove("stringData");
        }
    }

    private static void persistentVolume(ObjectNode volume) {
        ObjectNode spec = Json.child(volume, "spec");
        Json.setIfAbsent(spec, "persistentVolumeReclaimPolicy", "Retain");
        Json.setIfAbsent(spec, "volumeMode", "Filesystem");
        Json.setIfAbsent(Json.child(volume, "status"), "phase", "Pending");
    }

    private static void persistentVolumeClaim(ObjectNode claim) {
        Json.setIfAbsent(Json.child(claim, "spec"), "volumeMode", "Filesystem");
        Json.setIfAbsent(Json.child(claim, "status"), "phase", "Pending");
    }

    private static void deployment(ObjectNode deployment) {
        ObjectNode spec = Json.child(deployment, "spec");
        Json.setIfAbsent(spec, "replicas", 1);
        Json.setIfAbsent(spec, "revisionHistoryLimit", HISTORY);
        Json.setIfAbsent(spec, "progressDeadlineSeconds", 600);
        ObjectNode strategy = Json.child(spec, "strategy");
        Json.setIfAbsent(strategy, "type", "RollingUpdate");
        if (Json.string(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Json.child(strategy, "rollingUpdate");
            Json.setIfAbsent(rolling, "maxUnavailable", "25%");
            Json.setIfAbsent(rolling, "maxSurge", "25%");
        }
        PodDefaults.template(Json.child(spec, "template"));
    }

    private static void replicaSet(ObjectNode set) {
        ObjectNode spec = Json.child(set, "spec");
        Json.setIfAbsent(spec, "replicas", 1);
        PodDefaults.template(Json.child(spec, "template"));
        if (Json.at(set, "status", "replicas") == null) {
            Json.child(set, "status").put("replicas", 0);
        }
    }

    private static void daemonSet(ObjectNode set) {
        ObjectNode spec = Json.child(set, "spec");
        Json.setIfAbsent(spec, "revisionHistoryLimit", HISTORY);
        ObjectNode strategy = Json.child(spec, "updateStrategy");
        Json.setIfAbsent(strategy, "type", "RollingUpdate");
        if (Json.string(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Json.child(strategy, "rollingUpdate");
            Json.setIfAbsent(rolling, "maxUnavailable", 1);
            Json.setIfAbsent(rolling, "maxSurge", 0);
        }
        PodDefaults.template(Json.child(spec, "template"));
    }

    private static void statefulSet(ObjectNode set) {
        ObjectNode spec = Json.child(set, "spec");
        Json.setIfAbsent(spec, "replicas", 1);
        Json.setIfAbsent(spec, "revisionHistoryLimit", HISTORY);
        Json.setIfAbsent(spec, "podManagementPolicy", "OrderedReady");
        ObjectNode strategy = Json.child(spec, "updateStrategy");
        Json.setIfAbsent(strategy, "type", "RollingUpdate");
        if (Json.string(strategy, "type").equals("RollingUpdate")) {
            Json.setIfAbsent(Json.child(strategy, "rollingUpdate"), "partition", 0);
        }
        ObjectNode retention = Json.child(spec, "persistentVolumeClaimRetentionPolicy");
        Json.setIfAbsent(retention, "whenDeleted", "Retain");
        Json.setIfAbsent(retention, "whenScaled", "Retain");
        PodDefaults.template(Json.child(spec, "template"));
        for (JsonNode claim : Json.arrayAt(spec, "volumeClaimTemplates")) {
            if (claim instanceof ObjectNode template) {
                Json.setIfAbsent(template, "apiVersion", "v1");
                Json.setIfAbsent(template, "kind", "PersistentVolumeClaim");
                persistentVolumeClaim(template);
            }
        }
    }

    private static void job(ObjectNode spec, boolean withReplacement) {
        if (Json.at(spec, "completions") == null && Json.at(spec, "parallelism") == null) {
            spec.put("completions", 1);
        }
        Json.setIfAbsent(spec, "parallelism", 1);
        if (Json.at(spec, "backoffLimitPerIndex") == null) {
            Json.setIfAbsent(spec, "backoffLimit", 6);
        } else {
            Json.setIfAbsent(spec, "backoffLimit", Integer.MAX_VALUE);
        }
        Json.setIfAbsent(spec, "completionMode", "NonIndexed");
        Json.setIfAbsent(spec, "suspend", false);
        if (withReplacement) {
            Json.setIfAbsent(spec, "manualSelector", false);
            String policy = Json.at(spec, "podFailurePolicy") == null ? "TerminatingOrFailed" : "Failed";
            Json.setIfAbsent(spec, "podReplacementPolicy", policy);
        }
        PodDefaults.template(Json.child(spec, "template"));
    }

    private static void cronJob(ObjectNode cronJob) {
        ObjectNode spec = Json.child(cronJob, "spec");
        Json.setIfAbsent(spec, "concurrencyPolicy", "Allow");
        Json.setIfAbsent(spec, "suspend", false);
        Json.setIfAbsent(spec, "successfulJobsHistoryLimit", 3);
        Json.setIfAbsent(spec, "failedJobsHistoryLimit", 1);
        ObjectNode template = Json.objectAt(spec, "jobTemplate", "spec", "template");
        if (template != null) {
            PodDefaults.template(template);
        }
    }

    private static void storageClass(ObjectNode storageClass) {
        Json.setIfAbsent(storageClass, "reclaimPolicy", "Delete");
        Json.setIfAbsent(storageClass, "volumeBindingMode", "Immediate");
    }

    private static void csiDriver(ObjectNode driver) {
        ObjectNode spec = Json.child(driver, "spec");
        Json.setIfAbsent(spec, "attachRequired", true);
        Json.setIfAbsent(spec, "podInfoOnMount", false);
        Json.setIfAbsent(spec, "storageCapacity", false);
        Json.setIfAbsent(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
        Json.setIfAbsent(spec, "requiresRepublish", false);
        Json.setIfAbsent(spec, "seLinuxMount", false);
        if (Json.arrayAt(spec, "volumeLifecycleModes").isEmpty()) {
            spec.putArray("volumeLifecycleModes").add("Persistent");
        }
    }

    private static void roleBinding(ObjectNode binding) {
        Json.setIfAbsent(Json.child(binding, "roleRef"), "apiGroup", "rbac.authorization.k8s.io");
        for (JsonNode subject : Json.arrayAt(binding, "subjects")) {
            if (subject instanceof ObjectNode object
                    && !Json.string(object, "kind").equals("ServiceAccount")) {
                Json.setIfAbsent(object, "apiGroup", "rbac.authorization.k8s.io");
            }
        }
    }

    private static void admissionPolicy(ObjectNode policy) {
        ObjectNode spec = Json.child(policy, "spec");
        Json.setIfAbsent(spec, "failurePolicy", "Fail");
        matching(Json.objectAt(spec, "matchConstraints"));
    }

    private static void policyBinding(ObjectNode binding) {
        matching(Json.objectAt(binding, "spec", "matchResources"));
    }

    private static void matching(@Nullable ObjectNode resources) {
        if (resources == null) {
            return;
        }
        Json.setIfAbsent(resources, "matchPolicy", "Equivalent");
        Json.child(resources, "namespaceSelector");
        Json.child(resources, "objectSelector");
        for (JsonNode rule : Json.arrayAt(resources, "resourceRules")) {
            if (rule instanceof ObjectNode object) {
                Json.setIfAbsent(object, "scope", "*");
            }
        }
    }
}
