package sh.karpenter.kube.api.conversion;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes a [VersionedKind] lossless in both directions: an object that goes through the other version and back
/// is what it was, and edits made in the other version are kept on top of what that version could not show.
///
/// 1. Translate, as far as the target version has words.
/// 2. If the object carries its own earlier spec in the target version, start from that and carry over what was
/// edited since: the difference between the translation now and the translation of that earlier spec.
/// 3. If translating back does not give the spec we began with, put that spec into an annotation of the result.
///
/// A NodePool of v1 with `replicas: 3` so shows no replicas in v1beta1, may get another weight there, and is a
/// static pool with another weight when read as v1 again.
final class LosslessConversion {
    private final VersionedKind kind;

    LosslessConversion(VersionedKind kind) {
        this.kind = kind;
    }

    /// A v1 object for a v1beta1 object. The argument is not changed.
    ObjectNode upgrade(ObjectNode older, ConversionSettings settings) {
        ObjectNode result = convert(
                older,
                settings,
                kind::upgrade,
                kind::downgrade,
                CompatibilityAnnotations.V1_SPEC,
                CompatibilityAnnotations.V1BETA1_SPEC);
        result.put("apiVersion", kind.group() + "/v1");
        return result;
    }

    /// A v1beta1 object for a v1 object. The argument is not changed.
    ObjectNode downgrade(ObjectNode newer, ConversionSettings settings) {
        // A looked-up value may be another one on the way back, so it does not count as being restored.
        ConversionSettings unsure = new ConversionSettings(
                settings.nodeClassGroup(), settings.nodeClassKind(), pool -> "unknown until looked up");
        ObjectNode result = convert(
                newer,
                unsure,
                kind::downgrade,
                kind::upgrade,
                CompatibilityAnnotations.V1BETA1_SPEC,
                CompatibilityAnnotations.V1_SPEC);
        result.put("apiVersion", kind.group() + "/v1beta1");
        return result;
    }

    private static ObjectNode convert(
            ObjectNode source,
            ConversionSettings settings,
            BiConsumer<ObjectNode, ConversionSettings> forth,
            BiConsumer<ObjectNode, ConversionSettings> back,
            String targetSpecAnnotation,
            String sourceSpecAnnotation) {
        ObjectNode result = source.deepCopy();
        ObjectNode earlier = Trees.annotatedObject(result, targetSpecAnnotation);
        Trees.removeAnnotation(result, targetSpecAnnotation);
        forth.accept(result, settings);
        if (earlier != null) {
            ObjectNode baseline = withSpec(source, earlier);
            back.accept(baseline, settings);
            forth.accept(baseline, settings);
            setSpec(result, Trees.merge(baseline.get("spec"), earlier, result.get("spec")));
        }
        ObjectNode returned = result.deepCopy();
        back.accept(returned, settings);
        JsonNode spec = source.get("spec");
        if (spec != null && !spec.equals(returned.get("spec"))) {
            Trees.annotate(result, sourceSpecAnnotation, spec.toString());
        }
        return result;
    }

    private static ObjectNode withSpec(ObjectNode source, ObjectNode spec) {
        ObjectNode object = source.deepCopy();
        object.set("spec", spec.deepCopy());
        return object;
    }

    private static void setSpec(ObjectNode object, @Nullable JsonNode spec) {
        if (spec == null) {
            object.remove("spec");
        } else {
            object.set("spec", spec);
        }
    }
}
