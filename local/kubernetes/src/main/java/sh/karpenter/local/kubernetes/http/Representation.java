package sh.karpenter.local.kubernetes.http;

import java.io.IOException;
import java.util.Locale;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.pipeline.Listing;
import sh.karpenter.local.kubernetes.request.Target;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Renders objects and lists in the form that the client asked for.
final class Representation {
    private final Target target;
    private final Form form;

    private Representation(Target target, Form form) {
        this.target = target;
        this.form = form;
    }

    static Representation of(HttpCall call, Target target) {
        return new Representation(target, Form.of(call.headers("Accept")));
    }

    void answerObject(HttpCall call, int code, ObjectNode object) throws IOException {
        call.answer(code, object(object));
    }

    void answerList(HttpCall call, Listing listing) throws IOException {
        ObjectNode list = Json.object();
        list.put("kind", target.definition().names().listKind()).put("apiVersion", target.apiVersion());
        ObjectNode metadata = list.putObject("metadata");
        metadata.put("resourceVersion", Long.toString(listing.resourceVersion()));
        if (!listing.continueToken().isEmpty()) {
            metadata.put("continue", listing.continueToken());
        }
        if (listing.remaining() != null) {
            metadata.put("remainingItemCount", listing.remaining());
        }
        ArrayNode items = list.putArray("items");
        listing.objects().forEach(object -> items.add(object(object)));
        call.answer(200, list);
    }

    /// One object as an answer or as part of a watch event.
    ObjectNode object(ObjectNode object) {
        return switch (form) {
            case OBJECT, TABLE -> object;
            case METADATA -> metadata(object);
        };
    }

    private static ObjectNode metadata(ObjectNode object) {
        ObjectNode partial = Json.object();
        partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }

    /// Lower-cased name of the form, for messages.
    @Override
    public String toString() {
        return form.name().toLowerCase(Locale.ROOT);
    }
}
