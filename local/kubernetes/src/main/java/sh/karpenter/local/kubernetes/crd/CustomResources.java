package sh.karpenter.local.kubernetes.crd;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Lazy;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.object.Timestamps;
import sh.karpenter.local.kubernetes.resource.Catalogue;
import sh.karpenter.local.kubernetes.resource.Column;
import sh.karpenter.local.kubernetes.resource.CommitListener;
import sh.karpenter.local.kubernetes.resource.ResourceDefinition;
import sh.karpenter.local.kubernetes.resource.ResourceNames;
import sh.karpenter.local.kubernetes.resource.ScalePaths;
import sh.karpenter.local.kubernetes.resource.ServedVersion;
import sh.karpenter.local.kubernetes.resource.Subresource;
import sh.karpenter.local.kubernetes.resource.Trait;
import sh.karpenter.local.kubernetes.schema.JsonSchema;
import sh.karpenter.local.kubernetes.shape.TypeTable;
import sh.karpenter.local.kubernetes.store.ObjectStore;
import sh.karpenter.local.kubernetes.store.StoreKey;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Serves what CustomResourceDefinitions define.
///
/// It learns of a definition in the request that commits it, serves the resource first and only then marks the
/// definition as established: whoever saw the condition can use the resource.
public final class CustomResources implements CommitListener {
    private static final String CRDS = "customresourcedefinitions.apiextensions.k8s.io";
    /// In the order in which a real server names them, which kubectl shows.
    private static final List<String> VERBS =
            List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");

    private final ObjectStore store;
    private final Catalogue catalogue;
    private final Supplier<TypeTable> types;
    private final Map<String, ResourceConverter> converters;
    private final WebhookConverter.ServiceResolver services;
    private final InstantSource clock;

    /// @param converters converters inside this process by qualified kind, for example
    ///     `NodePool.karpenter.sh`; they take precedence over the webhook that a definition names
    /// @param services finds the address of a webhook that is named by a service
    public CustomResources(
            ObjectStore store,
            Catalogue catalogue,
            Supplier<TypeTable> types,
            Map<String, ResourceConverter> converters,
            WebhookConverter.ServiceResolver services,
            InstantSource clock) {
        this.store = store;
        this.catalogue = catalogue;
        this.types = types;
        this.converters = Map.copyOf(converters);
        this.services = services;
        this.clock = clock;
    }

    @Override
    public synchronized void committed(ResourceDefinition definition, ObjectNode object, boolean removed) {
        if (!definition.qualifiedName().equals(CRDS)) {
            return;
        }
        if (removed) {
            catalogue.withdraw(Metadata.name(object));
            return;
        }
        ObjectNode latest = store.get(CRDS, new StoreKey("", Metadata.name(object)));
        if (latest == null) {
            return;
        }
        String conflict = nameConflict(latest);
        if (conflict == null) {
            catalogue.serve(resource(latest));
        }
        establish(latest, conflict);
    }

    private void establish(ObjectNode definition, @Nullable String conflict) {
        StoreKey key = new StoreKey("", Metadata.name(definition));
        ObjectNode current = definition;
        while (current != null) {
            ObjectNode next = current.deepCopy();
            status(next, conflict);
            if (next.equals(current) || store.put(CRDS, key, current, next)) {
                return;
            }
            current = store.get(CRDS, key);
        }
    }

    private void status(ObjectNode definition, @Nullable String conflict) {
        ObjectNode status = Json.child(definition, "status");
        if (conflict == null) {
            status.set(
                    "acceptedNames",
                    Json.child(Json.child(definition, "spec"), "names").deepCopy());
            condition(status, "NamesAccepted", "True", "NoConflicts", "no conflicts found");
            condition(status, "Established", "True", "InitialNamesAccepted", "the initial names have been accepted");
        } else {
            condition(status, "NamesAccepted", "False", "KindConflict", conflict);
            condition(status, "Established", "False", "NotAccepted", "not all names are accepted");
        }
        String storage = storageVersion(definition);
        List<String> stored = new ArrayList<>();
        Json.arrayAt(status, "storedVersions").forEach(version -> stored.add(version.asString("")));
        if (!stored.contains(storage)) {
            stored.add(storage);
            ArrayNode versions = status.putArray("storedVersions");
            stored.forEach(versions::add);
        }
    }

    private void condition(ObjectNode status, String type, String value, String reason, String message) {
        ArrayNode conditions =
                status.get("conditions") instanceof ArrayNode present ? present : status.putArray("conditions");
        ObjectNode found = null;
        for (JsonNode condition : conditions) {
            if (Json.string(condition, "type").equals(type) && condition instanceof ObjectNode object) {
                found = object;
            }
        }
        if (found == null) {
            found = conditions.addObject();
        }
        if (!Json.string(found, "status").equals(value)) {
            found.put("lastTransitionTime", Timestamps.seconds(clock.instant()));
        }
        found.put("message", message).put("reason", reason).put("status", value).put("type", type);
    }

    /// What another resource of the group already claims, or null.
    private @Nullable String nameConflict(ObjectNode definition) {
        String group = Json.string(definition, "spec", "group");
        String kind = Json.string(definition, "spec", "names", "kind");
        String plural = Json.string(definition, "spec", "names", "plural");
        for (ResourceDefinition other : catalogue.served().definitions().values()) {
            if (!other.group().equals(group) || other.names().plural().equals(plural)) {
                continue;
            }
            if (other.names().kind().equals(kind)) {
                return "\"" + kind + "\" is already in use";
            }
        }
        return null;
    }

    private ResourceDefinition resource(ObjectNode definition) {
        ObjectNode spec = Json.child(definition, "spec");
        ObjectNode names = Json.child(spec, "names");
        String group = Json.string(spec, "group");
        String kind = Json.string(names, "kind");
        ResourceNames resourceNames = new ResourceNames(
                group,
                Json.string(names, "plural"),
                Json.string(names, "singular"),
                kind,
                Json.string(names, "listKind"),
                strings(names, "shortNames"),
                strings(names, "categories"));
        List<ServedVersion> versions = new ArrayList<>();
        Map<String, Lazy<JsonSchema>> schemas = new LinkedHashMap<>();
        boolean status = false;
        for (JsonNode version : Json.arrayAt(spec, "versions")) {
            ServedVersion served = version(group, kind, version);
            versions.add(served);
            status |= served.subresource("status") != null;
            ObjectNode schema = Json.objectAt(version, "schema", "openAPIV3Schema");
            if (schema != null) {
                schemas.put(served.name(), new Lazy<>(() -> new JsonSchema(schema)));
            }
        }
        versions.sort((left, right) -> Catalogue.VersionOrder.INSTANCE.compare(left.name(), right.name()));
        Set<Trait> traits = EnumSet.of(Trait.CUSTOM, Trait.GENERATION, Trait.REVISION_REQUIRED);
        if (status) {
            traits.add(Trait.STATUS);
        }
        String storage = storageVersion(definition);
        CustomStrategy strategy = new CustomStrategy(
                group,
                storage,
                schemas,
                converter(spec, resourceNames.qualifiedKind()),
                types.get().message("meta/v1.ObjectMeta"));
        return new ResourceDefinition(
                resourceNames,
                Json.string(spec, "scope").equals("Namespaced"),
                VERBS,
                versions,
                storage,
                traits,
                resourceNames.resource(),
                strategy);
    }

    private ResourceConverter converter(ObjectNode spec, String qualifiedKind) {
        ResourceConverter own = converters.get(qualifiedKind);
        if (own != null) {
            return own;
        }
        ObjectNode conversion = Json.child(spec, "conversion");
        if (Json.string(conversion, "strategy").equals("Webhook")) {
            return new WebhookConverter(Json.child(conversion, "webhook"), services);
        }
        return (object, apiVersion) -> object;
    }

    private static ServedVersion version(String group, String kind, JsonNode version) {
        List<Subresource> subresources = new ArrayList<>();
        ScalePaths scale = null;
        ObjectNode declared = Json.objectAt(version, "subresources", "scale");
        if (declared != null) {
            subresources.add(Subresource.scale());
            scale = new ScalePaths(
                    path(declared, "specReplicasPath"),
                    path(declared, "statusReplicasPath"),
                    path(declared, "labelSelectorPath"));
        }
        if (Json.at(version, "subresources", "status") != null) {
            subresources.add(Subresource.view("status"));
        }
        List<String> fields = new ArrayList<>();
        for (JsonNode field : Json.arrayAt(version, "selectableFields")) {
            fields.add(path(field, "jsonPath"));
        }
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : Json.arrayAt(version, "additionalPrinterColumns")) {
            Long priority = Json.number(column, "priority");
            columns.add(new Column(
                    Json.string(column, "name"),
                    Json.string(column, "type"),
                    Json.string(column, "format"),
                    Json.string(column, "description"),
                    priority == null ? 0 : priority.intValue(),
                    Json.string(column, "jsonPath")));
        }
        String name = Json.string(version, "name");
        return new ServedVersion(
                name,
                Json.isTrue(version, "served"),
                subresources,
                fields,
                columns,
                deprecation(group, kind, name, version),
                scale);
    }

    private static @Nullable String deprecation(String group, String kind, String name, JsonNode version) {
        if (!Json.isTrue(version, "deprecated")) {
            return null;
        }
        String text = Json.string(version, "deprecationWarning");
        return text.isEmpty() ? group + "/" + name + " " + kind + " is deprecated" : text;
    }

    private static String path(JsonNode node, String name) {
        String path = Json.string(node, name);
        return path.startsWith(".") ? path.substring(1) : path;
    }

    private static String storageVersion(ObjectNode definition) {
        for (JsonNode version : Json.arrayAt(definition, "spec", "versions")) {
            if (Json.isTrue(version, "storage")) {
                return Json.string(version, "name");
            }
        }
        return "";
    }

    private static List<String> strings(ObjectNode node, String name) {
        List<String> values = new ArrayList<>();
        Json.arrayAt(node, name).forEach(value -> values.add(value.asString("")));
        return values;
    }
}
