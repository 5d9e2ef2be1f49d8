package sh.karpenter.local.kubernetes.http;

import java.io.IOException;
import java.util.List;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.pipeline.Listing;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.resource.Trait;
import sh.karpenter.local.kubernetes.table.Tables;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Renders the objects, lists and watch events of one request in the form that the client asked for.
final class Representation {
    private final Target target;
    private final Form form;
    private final Tables tables;
    private final Tables.Included included;
    private boolean columnsSent;

    Representation(HttpCall call, Target target, Tables tables) {
        this.target = target;
        this.form = Form.of(call.headers("Accept"));
        this.tables = tables;
        this.included = Tables.Included.of(call.parameter("includeObject"));
    }

    void answerObject(HttpCall call, int code, ObjectNode object) throws IOException {
        call.answer(code, object(object));
    }

    void answerList(HttpCall call, Listing listing) throws IOException {
        ObjectNode list;
        if (form == Form.TABLE) {
            list = tables.table(target.definition(), target.version(), listing.objects(), included, true);
        } else {
            list = Json.object();
            boolean partial = form == Form.METADATA;
            list.put(
                    "kind",
                    partial
                            ? "PartialObjectMetadataList"
                            : target.definition().names().listKind());
            list.put("apiVersion", partial ? "meta.k8s.io/v1" : target.apiVersion());
            list.putObject("metadata");
            ArrayNode items = list.putArray("items");
            listing.objects().forEach(object -> items.add(item(object)));
        }
        ObjectNode metadata = Json.child(list, "metadata");
        metadata.put("resourceVersion", Long.toString(listing.resourceVersion()));
        boolean custom = target.definition().is(Trait.CUSTOM) && form == Form.OBJECT;
        if (custom || !listing.continueToken().isEmpty()) {
            metadata.put("continue", listing.continueToken());
        }
        if (listing.remaining() != null) {
            metadata.put("remainingItemCount", listing.remaining());
        }
        call.answer(200, list);
    }

    /// One object of a list: built-in kinds leave out what the list's kind tells already.
    private ObjectNode item(ObjectNode object) {
        ObjectNode item = object(object);
        if (form != Form.OBJECT || target.definition().is(Trait.CUSTOM)) {
            return item;
        }
        ObjectNode bare = Json.object();
        for (var member : item.properties()) {
            if (!member.getKey().equals("kind") && !member.getKey().equals("apiVersion")) {
                bare.set(member.getKey(), member.getValue());
            }
        }
        return bare;
    }

    /// One object as an answer or in a watch event. Column definitions go along the first time only.
    ObjectNode object(ObjectNode object) {
        String kind = Json.string(object, "kind");
        boolean foreign = !kind.equals(target.definition().names().kind());
        if (form == Form.OBJECT || foreign) {
            return object;
        }
        if (form == Form.METADATA) {
            ObjectNode partial =
                    Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
            partial.set("metadata", object.path("metadata"));
            return partial;
        }
        ObjectNode table = tables.table(target.definition(), target.version(), List.of(object), included, !columnsSent);
        columnsSent = true;
        Json.child(table, "metadata").put("resourceVersion", Metadata.resourceVersion(object));
        return table;
    }
}
