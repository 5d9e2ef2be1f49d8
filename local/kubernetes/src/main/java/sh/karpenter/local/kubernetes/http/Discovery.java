package sh.karpenter.local.kubernetes.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.resource.Catalogue;
import sh.karpenter.local.kubernetes.resource.ResourceDefinition;
import sh.karpenter.local.kubernetes.resource.ServedVersion;
import sh.karpenter.local.kubernetes.resource.Subresource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The discovery documents, in the old form (one request per group and version) and the aggregated one.
final class Discovery {
    private Discovery() {}

    /// `GET /api` in the old form.
    static ObjectNode coreVersions(String address) {
        ObjectNode document = document("APIVersions", "v1");
        document.remove("apiVersion");
        document.putArray("versions").add("v1");
        document.putArray("serverAddressByClientCIDRs")
                .addObject()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", address);
        return document;
    }

    /// `GET /apis` in the old form.
    static ObjectNode groupList(Catalogue.Served served) {
        ObjectNode document = document("APIGroupList", "v1");
        ArrayNode groups = document.putArray("groups");
        served.groups().forEach((name, versions) -> {
            if (!name.isEmpty()) {
                groups.add(group(Json.object(), name, versions));
            }
        });
        return document;
    }

    /// `GET /apis/<group>`, null when the group is not served.
    static @Nullable ObjectNode group(Catalogue.Served served, String name) {
        List<String> versions = served.groups().get(name);
        return versions == null ? null : group(document("APIGroup", "v1"), name, versions);
    }

    /// `GET /api/v1` and `GET /apis/<group>/<version>`, null when it is not served.
    static @Nullable ObjectNode resourceList(Catalogue.Served served, String group, String version) {
        List<String> versions = served.groups().get(group);
        if (versions == null || !versions.contains(version)) {
            return null;
        }
        ObjectNode document = document("APIResourceList", "v1");
        document.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = document.putArray("resources");
        for (ResourceDefinition definition : served.resources(group, version)) {
            resources.add(resource(definition));
            ServedVersion servedVersion = definition.version(version);
            if (servedVersion != null) {
                for (Subresource subresource : servedVersion.subresources()) {
                    resources.add(subresource(definition, subresource));
                }
            }
        }
        return document;
    }

    /// `GET /api` or `GET /apis` in the aggregated form.
    static ObjectNode aggregated(Catalogue.Served served, boolean core, String formVersion) {
        ObjectNode document = document("APIGroupDiscoveryList", "apidiscovery.k8s.io/" + formVersion);
        document.putObject("metadata");
        ArrayNode items = document.putArray("items");
        for (Map.Entry<String, List<String>> group : served.groups().entrySet()) {
            if (group.getKey().isEmpty() != core) {
                continue;
            }
            ObjectNode item = items.addObject();
            ObjectNode metadata = item.putObject("metadata");
            if (!core) {
                metadata.put("name", group.getKey());
            }
            metadata.putNull("creationTimestamp");
            ArrayNode versions = item.putArray("versions");
            for (String version : group.getValue()) {
                ObjectNode entry = versions.addObject();
                entry.put("version", version);
                ArrayNode resources = entry.putArray("resources");
                for (ResourceDefinition definition : served.resources(group.getKey(), version)) {
                    resources.add(aggregatedResource(definition, version));
                }
                entry.put("freshness", "Current");
            }
        }
        return document;
    }

    private static ObjectNode group(ObjectNode target, String name, List<String> versions) {
        target.put("name", name);
        ArrayNode list = target.putArray("versions");
        versions.forEach(version -> list.add(groupVersion(name, version)));
        target.set("preferredVersion", groupVersion(name, versions.getFirst()));
        return target;
    }

    private static ObjectNode groupVersion(String group, String version) {
        return Json.object().put("groupVersion", group + "/" + version).put("version", version);
    }

    private static ObjectNode resource(ResourceDefinition definition) {
        ObjectNode resource = Json.object();
        resource.put("name", definition.names().plural());
        resource.put("singularName", definition.names().singular());
        resource.put("namespaced", definition.namespaced());
        resource.put("kind", definition.names().kind());
        putAll(resource, "verbs", definition.verbs());
        if (!definition.names().shortNames().isEmpty()) {
            putAll(resource, "shortNames", definition.names().shortNames());
        }
        if (!definition.names().categories().isEmpty()) {
            putAll(resource, "categories", definition.names().categories());
        }
        return resource;
    }

    private static ObjectNode subresource(ResourceDefinition definition, Subresource subresource) {
        ObjectNode resource = Json.object();
        resource.put("name", definition.names().plural() + "/" + subresource.name());
        resource.put("singularName", "");
        resource.put("namespaced", definition.namespaced());
        if (!subresource.version().isEmpty()) {
            resource.put("group", subresource.group());
            resource.put("version", subresource.version());
        }
        resource.put("kind", subresource.kind().isEmpty() ? definition.names().kind() : subresource.kind());
        putAll(resource, "verbs", subresource.verbs());
        return resource;
    }

    private static ObjectNode aggregatedResource(ResourceDefinition definition, String version) {
        ObjectNode resource = Json.object();
        resource.put("resource", definition.names().plural());
        resource.set(
                "responseKind",
                kind(definition.group(), version, definition.names().kind()));
        resource.put("scope", definition.namespaced() ? "Namespaced" : "Cluster");
        resource.put("singularResource", definition.names().singular());
        putAll(resource, "verbs", definition.verbs());
        if (!definition.names().shortNames().isEmpty()) {
            putAll(resource, "shortNames", definition.names().shortNames());
        }
        if (!definition.names().categories().isEmpty()) {
            putAll(resource, "categories", definition.names().categories());
        }
        ServedVersion served = definition.version(version);
        if (served != null && !served.subresources().isEmpty()) {
            ArrayNode subresources = resource.putArray("subresources");
            for (Subresource subresource : served.subresources()) {
                ObjectNode entry = subresources.addObject();
                entry.put("subresource", subresource.name());
                boolean foreign = !subresource.version().isEmpty();
                entry.set(
                        "responseKind",
                        foreign
                                ? kind(subresource.group(), subresource.version(), subresource.kind())
                                : kind(
                                        definition.group(),
                                        version,
                                        definition.names().kind()));
                putAll(entry, "verbs", subresource.verbs());
            }
        }
        return resource;
    }

    private static ObjectNode kind(String group, String version, String kind) {
        return Json.object().put("group", group).put("version", version).put("kind", kind);
    }

    private static ObjectNode document(String kind, String apiVersion) {
        return Json.object().put("kind", kind).put("apiVersion", apiVersion);
    }

    private static void putAll(ObjectNode target, String name, List<String> values) {
        ArrayNode array = target.putArray(name);
        values.forEach(array::add);
    }
}
