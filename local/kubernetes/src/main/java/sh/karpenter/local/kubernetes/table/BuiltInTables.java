package sh.karpenter.local.kubernetes.table;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.BiFunction;
import sh.karpenter.local.kubernetes.builtin.EventForms;
import sh.karpenter.local.kubernetes.object.Conditions;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.object.Timestamps;
import sh.karpenter.local.kubernetes.resource.Column;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Columns and rows of the built-in kinds. Rows are lists of strings, numbers and booleans in column order;
/// an empty string prints as nothing.
final class BuiltInTables {
    private final Map<String, Printer> printers = new LinkedHashMap<>();

    /// How a kind is printed.
    ///
    /// @param columns in order
    /// @param row the cells of an object at an instant
    record Printer(List<Column> columns, BiFunction<ObjectNode, Instant, List<Object>> row) {}

    BuiltInTables() {
        core();
        workloads();
        storage();
        others();
    }

    /// How a kind is printed; name and creation time for those without columns of their own.
    Printer of(String qualifiedKind) {
        return printers.getOrDefault(
                qualifiedKind,
                new Printer(
                        columns("Name", "Created At:date"),
                        (object, now) ->
                                List.of(Metadata.name(object), Json.string(object, "metadata", "creationTimestamp"))));
    }

    private void core() {
        add(
                "Pod",
                columns(
                        "Name",
                        "Ready",
                        "Status",
                        "Restarts",
                        "Age",
                        "*IP",
                        "*Node",
                        "*Nominated Node",
                        "*Readiness Gates"),
                PodRow::of);
        add(
                "Node",
                columns(
                        "Name",
                        "Status",
                        "Roles",
                        "Age",
                        "Version",
                        "*Internal-IP",
                        "*External-IP",
                        "*OS-Image",
                        "*Kernel-Version",
                        "*Container-Runtime"),
                NodeRow::of);
        add(
                "Namespace",
                columns("Name", "Status", "Age"),
                (o, now) -> List.of(Metadata.name(o), Json.string(o, "status", "phase"), Cells.age(o, now)));
        add(
                "ConfigMap",
                columns("Name", "Data", "Age"),
                (o, now) -> List.of(Metadata.name(o), size(o, "data") + size(o, "binaryData"), Cells.age(o, now)));
        add(
                "Secret",
                columns("Name", "Type", "Data", "Age"),
                (o, now) -> List.of(Metadata.name(o), Json.string(o, "type"), size(o, "data"), Cells.age(o, now)));
        add("ServiceAccount", columns("Name", "Age"), (o, now) -> List.of(Metadata.name(o), Cells.age(o, now)));
        add(
                "Service",
                columns("Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "*Selector"),
                BuiltInTables::service);
        for (String kind : List.of("Event", "Event.events.k8s.io")) {
            add(
                    kind,
                    columns(
                            "Last Seen",
                            "Type",
                            "Reason",
                            "Object",
                            "*Subobject",
                            "*Source",
                            "Message",
                            "*First Seen",
                            "*Count",
                            "*Name"),
                    BuiltInTables::event);
        }
        add(
                "PodTemplate",
                columns("Name", "Containers", "Images", "Pod Labels"),
                (o, now) -> List.of(
                        Metadata.name(o),
                        Cells.containers(o, "template", "spec"),
                        Cells.images(o, "template", "spec"),
                        Cells.pairs(Json.objectAt(o, "template", "metadata", "labels"))));
        add(
                "ResourceQuota",
                columns("Name", "Request", "Limit", "Age"),
                (o, now) -> List.of(Metadata.name(o), quota(o, false), quota(o, true), Cells.age(o, now)));
    }

    /// What is used of a quota's limits (`limits.cpu` and so on) or of all else it holds, by name.
    private static String quota(ObjectNode quota, boolean limits) {
        StringJoiner text = new StringJoiner(", ");
        Metadata.strings(Json.objectAt(quota, "status", "hard")).forEach((name, hard) -> {
            if (name.startsWith("limits.") == limits) {
                text.add(name + ": " + Json.string(quota, "status", "used", name) + "/" + hard);
            }
        });
        return text.toString();
    }

    private void workloads() {
        add(
                "Deployment.apps",
                columns("Name", "Ready", "Up-to-date", "Available", "Age", "*Containers", "*Images", "*Selector"),
                (o, now) -> withTemplate(
                        o,
                        Metadata.name(o),
                        Cells.number(o, "status", "readyReplicas") + "/" + Cells.number(o, "spec", "replicas"),
                        Cells.number(o, "status", "updatedReplicas"),
                        Cells.number(o, "status", "availableReplicas"),
                        Cells.age(o, now)));
        for (String kind : List.of("ReplicaSet.apps", "ReplicationController")) {
            add(
                    kind,
                    columns(
                            "Name",
                            "Desired:integer",
                            "Current:integer",
                            "Ready:integer",
                            "Age",
                            "*Containers",
                            "*Images",
                            "*Selector"),
                    (o, now) -> withTemplate(
                            o,
                            Metadata.name(o),
                            Cells.number(o, "spec", "replicas"),
                            Cells.number(o, "status", "replicas"),
                            Cells.number(o, "status", "readyReplicas"),
                            Cells.age(o, now)));
        }
        add(
                "DaemonSet.apps",
                columns(
                        "Name",
                        "Desired:integer",
                        "Current:integer",
                        "Ready:integer",
                        "Up-to-date:integer",
                        "Available:integer",
                        "Node Selector",
                        "Age",
                        "*Containers",
                        "*Images",
                        "*Selector"),
                (o, now) -> withTemplate(
                        o,
                        Metadata.name(o),
                        Cells.number(o, "status", "desiredNumberScheduled"),
                        Cells.number(o, "status", "currentNumberScheduled"),
                        Cells.number(o, "status", "numberReady"),
                        Cells.number(o, "status", "updatedNumberScheduled"),
                        Cells.number(o, "status", "numberAvailable"),
                        Cells.pairs(Json.objectAt(o, "spec", "template", "spec", "nodeSelector")),
                        Cells.age(o, now)));
        add(
                "StatefulSet.apps",
                columns("Name", "Ready", "Age", "*Containers", "*Images"),
                (o, now) -> List.of(
                        Metadata.name(o),
                        Cells.number(o, "status", "readyReplicas") + "/" + Cells.number(o, "spec", "replicas"),
                        Cells.age(o, now),
                        Cells.containers(o, "spec", "template", "spec"),
                        Cells.images(o, "spec", "template", "spec")));
        add(
                "Job.batch",
                columns("Name", "Status", "Completions", "Duration", "Age", "*Containers", "*Images", "*Selector"),
                (o, now) -> withTemplate(
                        o, Metadata.name(o), jobStatus(o), completions(o), jobDuration(o, now), Cells.age(o, now)));
        add(
                "CronJob.batch",
                columns(
                        "Name",
                        "Schedule",
                        "Timezone",
                        "Suspend:boolean",
                        "Active:integer",
                        "Last Schedule",
                        "Age",
                        "*Containers",
                        "*Images",
                        "*Selector"),
                BuiltInTables::cronJob);
        add(
                "ControllerRevision.apps",
                columns("Name", "Controller", "Revision", "Age"),
                (o, now) -> List.of(Metadata.name(o), controller(o), Cells.number(o, "revision"), Cells.age(o, now)));
        add(
                "PodDisruptionBudget.policy",
                columns("Name", "Min Available", "Max Unavailable", "Allowed Disruptions:integer", "Age"),
                (o, now) -> List.of(
                        Metadata.name(o),
                        Cells.text(Json.at(o, "spec", "minAvailable"), "N/A"),
                        Cells.text(Json.at(o, "spec", "maxUnavailable"), "N/A"),
                        Cells.number(o, "status", "disruptionsAllowed"),
                        Cells.age(o, now)));
        add(
                "HorizontalPodAutoscaler.autoscaling",
                columns("Name", "Reference", "Targets", "MinPods", "MaxPods", "Replicas", "Age"),
                (o, now) -> List.of(
                        Metadata.name(o),
                        Json.string(o, "spec", "scaleTargetRef", "kind") + "/"
                                + Json.string(o, "spec", "scaleTargetRef", "name"),
                        NetworkRows.targets(o),
                        Cells.text(Json.at(o, "spec", "minReplicas"), "<unset>"),
                        Cells.number(o, "spec", "maxReplicas"),
                        Cells.number(o, "status", "currentReplicas"),
                        Cells.age(o, now)));
    }

    private void storage() {
        add(
                "PersistentVolume",
                columns(
                        "Name",
                        "Capacity",
                        "Access Modes",
                        "Reclaim Policy",
                        "Status",
                        "Claim",
                        "StorageClass",
                        "VolumeAttributesClass",
                        "Reason",
                        "Age",
                        "*VolumeMode"),
                (o, now) -> List.of(
                        Metadata.name(o),
                        Json.string(o, "spec", "capacity", "storage"),
                        Cells.accessModes(Json.arrayAt(o, "spec", "accessModes")),
                        Json.string(o, "spec", "persistentVolumeReclaimPolicy"),
                        phase(o),
                        claim(o),
                        Json.string(o, "spec", "storageClassName"),
                        Cells.text(Json.at(o, "spec", "volumeAttributesClassName"), "<unset>"),
                        Json.string(o, "status", "reason"),
                        Cells.age(o, now),
                        Cells.text(Json.at(o, "spec", "volumeMode"), "<unset>")));
        add(
                "PersistentVolumeClaim",
                columns(
                        "Name",
                        "Status",
                        "Volume",
                        "Capacity",
                        "Access Modes",
                        "StorageClass",
                        "VolumeAttributesClass",
                        "Age",
                        "*VolumeMode"),
                (o, now) -> {
                    boolean bound = !Json.string(o, "spec", "volumeName").isEmpty();
                    return List.of(
                            Metadata.name(o),
                            phase(o),
                            Json.string(o, "spec", "volumeName"),
                            bound ? Json.string(o, "status", "capacity", "storage") : "",
                            bound ? Cells.accessModes(Json.arrayAt(o, "status", "accessModes")) : "",
                            Json.string(o, "spec", "storageClassName"),
                            Cells.text(Json.at(o, "spec", "volumeAttributesClassName"), "<unset>"),
                            Cells.age(o, now),
                            Cells.text(Json.at(o, "spec", "volumeMode"), "<unset>"));
                });
        add(
                "StorageClass.storage.k8s.io",
                columns("Name", "Provisioner", "ReclaimPolicy", "VolumeBindingMode", "AllowVolumeExpansion", "Age"),
                (o, now) -> {
                    boolean standard = Metadata.annotations(o)
                            .getOrDefault("storageclass.kubernetes.io/is-default-class", "")
                            .equals("true");
                    return List.of(
                            Metadata.name(o) + (standard ? " (default)" : ""),
                            Json.string(o, "provisioner"),
                            Json.string(o, "reclaimPolicy"),
                            Json.string(o, "volumeBindingMode"),
                            Json.isTrue(o, "allowVolumeExpansion"),
                            Cells.age(o, now));
                });
        add(
                "CSINode.storage.k8s.io",
                columns("Name", "Drivers:integer", "Age"),
                (o, now) -> List.of(
                        Metadata.name(o), Json.arrayAt(o, "spec", "drivers").size(), Cells.age(o, now)));
        add(
                "CSIDriver.storage.k8s.io",
                columns(
                        "Name",
                        "AttachRequired:boolean",
                        "PodInfoOnMount:boolean",
                        "StorageCapacity:boolean",
                        "TokenRequests",
                        "RequiresRepublish:boolean",
                        "Modes",
                        "Age"),
                (o, now) -> List.of(
                        Metadata.name(o),
                        Json.isTrue(o, "spec", "attachRequired"),
                        Json.isTrue(o, "spec", "podInfoOnMount"),
                        Json.isTrue(o, "spec", "storageCapacity"),
                        "<unset>",
                        Json.isTrue(o, "spec", "requiresRepublish"),
                        join(Json.arrayAt(o, "spec", "volumeLifecycleModes")),
                        Cells.age(o, now)));
        add(
                "VolumeAttachment.storage.k8s.io",
                columns("Name", "Attacher", "PV", "Node", "Attached:boolean", "Age"),
                (o, now) -> List.of(
                        Metadata.name(o),
                        Json.string(o, "spec", "attacher"),
                        Json.string(o, "spec", "source", "persistentVolumeName"),
                        Json.string(o, "spec", "nodeName"),
                        Json.isTrue(o, "status", "attached"),
                        Cells.age(o, now)));
    }

    private void others() {
        add(
                "Lease.coordination.k8s.io",
                columns("Name", "Holder", "Age"),
                (o, now) -> List.of(Metadata.name(o), Json.string(o, "spec", "holderIdentity"), Cells.age(o, now)));
        add(
                "PriorityClass.scheduling.k8s.io",
                columns("Name", "Value:integer", "Global-Default:boolean", "Age", "PreemptionPolicy"),
                (o, now) -> List.of(
                        Metadata.name(o),
                        Cells.number(o, "value"),
                        Json.isTrue(o, "globalDefault"),
                        Cells.age(o, now),
                        Json.string(o, "preemptionPolicy")));
        add(
                "RuntimeClass.node.k8s.io",
                columns("Name", "Handler", "Age"),
                (o, now) -> List.of(Metadata.name(o), Json.string(o, "handler"), Cells.age(o, now)));
        for (String kind : List.of("RoleBinding", "ClusterRoleBinding")) {
            add(
                    kind + ".rbac.authorization.k8s.io",
                    columns("Name", "Role", "Age", "*Users", "*Groups", "*ServiceAccounts"),
                    BuiltInTables::binding);
        }
        for (String kind : List.of("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")) {
            add(
                    kind + ".admissionregistration.k8s.io",
                    columns("Name", "Webhooks", "Age"),
                    (o, now) -> List.of(
                            Metadata.name(o), Json.arrayAt(o, "webhooks").size(), Cells.age(o, now)));
        }
        add(
                "ValidatingAdmissionPolicy.admissionregistration.k8s.io",
                columns("Name", "Validations:integer", "ParamKind", "Age"),
                (o, now) -> List.of(
                        Metadata.name(o),
                        Json.arrayAt(o, "spec", "validations").size(),
                        Cells.text(Json.at(o, "spec", "paramKind", "kind"), "<unset>"),
                        Cells.age(o, now)));
        add(
                "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io",
                columns("Name", "PolicyName", "ParamRef", "Age"),
                (o, now) -> List.of(
                        Metadata.name(o),
                        Json.string(o, "spec", "policyName"),
                        Cells.text(Json.at(o, "spec", "paramRef", "name"), "<unset>"),
                        Cells.age(o, now)));
        add(
                "Ingress.networking.k8s.io",
                columns("Name", "Class", "Hosts", "Address", "Ports", "Age"),
                (o, now) -> List.of(
                        Metadata.name(o),
                        Cells.text(Json.at(o, "spec", "ingressClassName"), Cells.NONE),
                        NetworkRows.hosts(o),
                        NetworkRows.addresses(Json.arrayAt(o, "status", "loadBalancer", "ingress")),
                        Json.arrayAt(o, "spec", "tls").isEmpty() ? "80" : "80, 443",
                        Cells.age(o, now)));
        add(
                "NetworkPolicy.networking.k8s.io",
                columns("Name", "Pod-Selector", "Age"),
                (o, now) -> List.of(
                        Metadata.name(o), Cells.selector(Json.at(o, "spec", "podSelector")), Cells.age(o, now)));
        add(
                "Endpoints",
                columns("Name", "Endpoints", "Age"),
                (o, now) -> List.of(Metadata.name(o), NetworkRows.endpoints(o), Cells.age(o, now)));
        add(
                "EndpointSlice.discovery.k8s.io",
                columns("Name", "AddressType", "Ports", "Endpoints", "Age"),
                NetworkRows::slice);
    }

    private void add(String kind, List<Column> columns, BiFunction<ObjectNode, Instant, List<Object>> row) {
        printers.put(kind, new Printer(columns, row));
    }

    /// Columns by name; a star marks those of the wide form, `:` stands before a type other than string.
    private static List<Column> columns(String... names) {
        return Arrays.stream(names)
                .map(name -> name.startsWith("*") ? Column.wide(name.substring(1)) : Column.of(name))
                .map(column -> {
                    int colon = column.name().indexOf(':');
                    return colon < 0
                            ? column
                            : column.typed(
                                    column.name().substring(0, colon),
                                    column.name().substring(colon + 1));
                })
                .toList();
    }

    private static List<Object> withTemplate(ObjectNode object, Object... cells) {
        List<Object> row = new ArrayList<>(Arrays.asList(cells));
        row.add(Cells.containers(object, "spec", "template", "spec"));
        row.add(Cells.images(object, "spec", "template", "spec"));
        JsonNode selector = Json.at(object, "spec", "selector");
        boolean plain = Json.string(object, "kind").equals("ReplicationController");
        row.add(plain ? Cells.pairs(Json.objectAt(object, "spec", "selector")) : Cells.selector(selector));
        return row;
    }

    private static List<Object> service(ObjectNode service, Instant now) {
        String type = Json.string(service, "spec", "type");
        List<String> ports = new ArrayList<>();
        for (JsonNode port : Json.arrayAt(service, "spec", "ports")) {
            Long nodePort = Json.number(port, "nodePort");
            String number = Cells.text(port.get("port"), "");
            ports.add((nodePort == null || nodePort == 0 ? number : number + ":" + nodePort) + "/"
                    + Json.string(port, "protocol"));
        }
        List<String> addresses = new ArrayList<>();
        for (JsonNode ingress : Json.arrayAt(service, "status", "loadBalancer", "ingress")) {
            String ip = Json.string(ingress, "ip");
            addresses.add(ip.isEmpty() ? Json.string(ingress, "hostname") : ip);
        }
        String external = switch (type) {
            case "ExternalName" -> Json.string(service, "spec", "externalName");
            case "LoadBalancer" -> addresses.isEmpty() ? "<pending>" : String.join(",", addresses);
            default -> Cells.NONE;
        };
        return List.of(
                Metadata.name(service),
                type,
                Cells.text(Json.at(service, "spec", "clusterIP"), Cells.NONE),
                external,
                ports.isEmpty() ? Cells.NONE : String.join(",", ports),
                Cells.age(service, now),
                Cells.pairs(Json.objectAt(service, "spec", "selector")));
    }

    private static List<Object> event(ObjectNode shown, Instant now) {
        ObjectNode event = EventForms.toCore(shown);
        String first = first(event, "firstTimestamp", "eventTime");
        String last = Json.string(event, "series", "lastObservedTime");
        if (last.isEmpty()) {
            last = first(event, "lastTimestamp", "eventTime");
        }
        if (last.isEmpty()) {
            last = first;
        }
        Long count = Json.number(event, "series", "count");
        if (count == null) {
            count = Json.number(event, "count");
        }
        String component = Json.string(event, "source", "component");
        String host = Json.string(event, "source", "host");
        if (component.isEmpty()) {
            component = Json.string(event, "reportingComponent");
            host = Json.string(event, "reportingInstance");
        }
        ObjectNode about = Json.objectAt(event, "involvedObject");
        return List.of(
                Ages.since(last, now),
                Json.string(event, "type"),
                Json.string(event, "reason"),
                Json.string(about, "kind").toLowerCase(Locale.ROOT) + "/" + Json.string(about, "name"),
                Json.string(about, "fieldPath"),
                host.isEmpty() ? component : component + ", " + host,
                Json.string(event, "message").strip(),
                Ages.since(first, now),
                count == null || count == 0 ? 1L : count,
                Metadata.name(event));
    }

    private static String first(ObjectNode event, String field, String fallback) {
        String time = Json.string(event, field);
        return time.isEmpty() ? Json.string(event, fallback) : time;
    }

    private static String jobStatus(ObjectNode job) {
        for (String type : List.of("Complete", "Failed")) {
            if (isTrue(job, type)) {
                return type;
            }
        }
        if (Metadata.isTerminating(job)) {
            return "Terminating";
        }
        for (String type : List.of("Suspended", "FailureTarget", "SuccessCriteriaMet")) {
            if (isTrue(job, type)) {
                return type;
            }
        }
        return "Running";
    }

    private static boolean isTrue(ObjectNode object, String condition) {
        return Json.string(Conditions.find(object.get("status"), condition), "status")
                .equals("True");
    }

    private static String completions(ObjectNode job) {
        long succeeded = Cells.number(job, "status", "succeeded");
        Long wanted = Json.number(job, "spec", "completions");
        if (wanted != null) {
            return succeeded + "/" + wanted;
        }
        long parallelism = Cells.number(job, "spec", "parallelism");
        return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
    }

    private static String jobDuration(ObjectNode job, Instant now) {
        Instant start = Timestamps.parse(Json.string(job, "status", "startTime"));
        if (start == null) {
            return "";
        }
        Instant end = Timestamps.parse(Json.string(job, "status", "completionTime"));
        return Ages.of(Duration.between(start, end == null ? now : end));
    }

    private static List<Object> cronJob(ObjectNode cronJob, Instant now) {
        String last = Json.string(cronJob, "status", "lastScheduleTime");
        return List.of(
                Metadata.name(cronJob),
                Json.string(cronJob, "spec", "schedule"),
                Cells.text(Json.at(cronJob, "spec", "timeZone"), Cells.NONE),
                Json.isTrue(cronJob, "spec", "suspend") ? "True" : "False",
                Json.arrayAt(cronJob, "status", "active").size(),
                last.isEmpty() ? Cells.NONE : Ages.since(last, now),
                Cells.age(cronJob, now),
                Cells.containers(cronJob, "spec", "jobTemplate", "spec", "template", "spec"),
                Cells.images(cronJob, "spec", "jobTemplate", "spec", "template", "spec"),
                Cells.selector(Json.at(cronJob, "spec", "jobTemplate", "spec", "selector")));
    }

    private static String controller(ObjectNode object) {
        for (JsonNode owner : Json.arrayAt(object, "metadata", "ownerReferences")) {
            if (Json.isTrue(owner, "controller")) {
                String group = Json.string(owner, "apiVersion");
                int slash = group.indexOf('/');
                return Json.string(owner, "kind").toLowerCase(Locale.ROOT)
                        + (slash < 0 ? "" : "." + group.substring(0, slash))
                        + "/" + Json.string(owner, "name");
            }
        }
        return Cells.NONE;
    }

    private static List<Object> binding(ObjectNode binding, Instant now) {
        Map<String, List<String>> subjects = new LinkedHashMap<>();
        for (JsonNode subject : Json.arrayAt(binding, "subjects")) {
            String kind = Json.string(subject, "kind");
            String name = Json.string(subject, "name");
            subjects.computeIfAbsent(kind, key -> new ArrayList<>())
                    .add(kind.equals("ServiceAccount") ? Json.string(subject, "namespace") + "/" + name : name);
        }
        return List.of(
                Metadata.name(binding),
                Json.string(binding, "roleRef", "kind") + "/" + Json.string(binding, "roleRef", "name"),
                Cells.age(binding, now),
                String.join(", ", subjects.getOrDefault("User", List.of())),
                String.join(", ", subjects.getOrDefault("Group", List.of())),
                String.join(", ", subjects.getOrDefault("ServiceAccount", List.of())));
    }

    private static String phase(ObjectNode object) {
        return Metadata.isTerminating(object) ? "Terminating" : Json.string(object, "status", "phase");
    }

    private static String claim(ObjectNode volume) {
        ObjectNode reference = Json.objectAt(volume, "spec", "claimRef");
        return reference == null ? "" : Json.string(reference, "namespace") + "/" + Json.string(reference, "name");
    }

    private static int size(ObjectNode object, String field) {
        ObjectNode map = Json.objectAt(object, field);
        return map == null ? 0 : map.size();
    }

    private static String join(ArrayNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.asString("")));
        return String.join(",", texts);
    }
}
