package sh.karpenter.kube.casefile;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.mapping.MappedPod;
import sh.karpenter.kube.mapping.PodMapping;
import tools.jackson.databind.JsonNode;

/// Reads the lists of plain API objects in a case.
final class CaseObjects {
    private final KubernetesSerialization serialization = new KubernetesSerialization();

    /// The objects of a list; an absent list is empty.
    ///
    /// @throws IllegalArgumentException naming the object, field and value that cannot be understood
    <W, C> List<C> read(JsonNode parent, String list, Class<W> type, Function<W, C> mapping) {
        return read(parent, list, type, mapping, unread -> {
            throw new IllegalArgumentException(unread.text());
        });
    }

    /// As [#read(JsonNode, String, Class, Function)], but an object that cannot be understood is told and left out.
    <W, C> List<C> read(JsonNode parent, String list, Class<W> type, Function<W, C> mapping, Consumer<Unread> leftOut) {
        var result = new ArrayList<C>();
        int index = 0;
        for (JsonNode object : list(parent, list)) {
            try {
                result.add(mapping.apply(unmarshal(object, type)));
            } catch (IllegalArgumentException bad) {
                leftOut.accept(new Unread(list + "[" + index + "]", name(object), WrittenValue.firstLine(bad)));
            }
            index++;
        }
        return result;
    }

    /// The pods of a list; one that cannot be understood is told and left out.
    List<Pod> pods(JsonNode parent, String list, PodMapping mapping, Consumer<Unread> leftOut) {
        return read(
                parent,
                list,
                io.fabric8.kubernetes.api.model.Pod.class,
                pod -> switch (mapping.map(pod)) {
                    case MappedPod.Mapped(Pod mapped) -> mapped;
                    case MappedPod.Malformed bad ->
                        throw new IllegalArgumentException(bad.field() + ": \"" + bad.value() + "\": " + bad.problem());
                },
                leftOut);
    }

    /// The elements of a list; an absent one is empty.
    ///
    /// @throws IllegalArgumentException when something else than a list stands there
    static Iterable<JsonNode> list(JsonNode parent, String field) {
        JsonNode found = parent.path(field);
        if (!found.isMissingNode() && !found.isNull() && !found.isArray()) {
            throw new IllegalArgumentException(field + ": " + WrittenValue.shown(found) + ": is not a list");
        }
        return found;
    }

    private <W> W unmarshal(JsonNode object, Class<W> type) {
        if (!object.isObject()) {
            throw new IllegalArgumentException(WrittenValue.shown(object) + ": is not an object");
        }
        JsonNode written = WrittenValue.withoutNulls(object, "");
        if (!written.path("metadata").path("name").isString()) {
            throw new IllegalArgumentException("metadata.name: "
                    + WrittenValue.shown(written.path("metadata").path("name")) + ": is not a name");
        }
        try {
            return serialization.unmarshal(written.toString(), type);
        } catch (RuntimeException unreadable) {
            throw new IllegalArgumentException(WrittenValue.describe(written, unreadable), unreadable);
        }
    }

    private static String name(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        String name = metadata.path("name").asString("");
        String namespace = metadata.path("namespace").asString("");
        return namespace.isEmpty() || namespace.equals("default") ? name : namespace + "/" + name;
    }
}
