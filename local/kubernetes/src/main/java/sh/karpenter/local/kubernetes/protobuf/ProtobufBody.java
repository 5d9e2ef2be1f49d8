package sh.karpenter.local.kubernetes.protobuf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.shape.MessageShape;
import sh.karpenter.local.kubernetes.shape.TypeTable;
import tools.jackson.databind.node.ObjectNode;

/// Decodes the envelope of a protobuf body: four magic bytes, then a message with the kind and the bytes of
/// the object.
public final class ProtobufBody {
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private ProtobufBody() {}

    /// The object in JSON, with its kind and API version.
    ///
    /// @throws sh.karpenter.local.kubernetes.access.ApiException 400 when the bytes are no such message, 415
    ///     when the kind is not known
    public static ObjectNode decode(byte[] body, TypeTable types) {
        if (body.length < MAGIC.length || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw ApiErrors.badRequest("provided data does not appear to be a protobuf message");
        }
        String apiVersion = "";
        String kind = "";
        byte[] raw = new byte[0];
        WireReader envelope = new WireReader(body, MAGIC.length, body.length);
        while (envelope.next()) {
            switch (envelope.field()) {
                case 1 -> {
                    WireReader meta = envelope.message();
                    while (meta.next()) {
                        String text = meta.string();
                        if (meta.field() == 1) {
                            apiVersion = text;
                        } else if (meta.field() == 2) {
                            kind = text;
                        }
                    }
                }
                case 2 -> raw = envelope.bytes();
                default -> envelope.skip();
            }
        }
        MessageShape shape = shape(types, apiVersion, kind);
        if (shape == null) {
            throw ApiErrors.of(
                    415, "UnsupportedMediaType", "no protobuf form is known for " + apiVersion + " " + kind, null);
        }
        ObjectNode object = Json.object().put("kind", kind).put("apiVersion", apiVersion);
        new MessageDecoder().decode(new WireReader(raw, 0, raw.length), shape, object);
        return object;
    }

    private static @Nullable MessageShape shape(TypeTable types, String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        if (kind.equals("DeleteOptions")) {
            return types.kind("DeleteOptions");
        }
        return types.kind(group.isEmpty() ? kind : kind + "." + group);
    }
}
