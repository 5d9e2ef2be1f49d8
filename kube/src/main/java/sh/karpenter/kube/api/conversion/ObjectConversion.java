package sh.karpenter.kube.api.conversion;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Converts single objects of our kinds between `v1beta1` and `v1`. Conversion never loses anything: see
/// [LosslessConversion].
public final class ObjectConversion {
    private static final List<VersionedKind> KINDS =
            List.of(new NodePoolVersions(), new NodeClaimVersions(), new EC2NodeClassVersions());

    private final ConversionSettings settings;

    public ObjectConversion(ConversionSettings settings) {
        this.settings = settings;
    }

    /// The object in that version. The argument is not changed.
    ///
    /// @param apiVersion for example `karpenter.sh/v1`
    public ConversionOutcome convert(ObjectNode object, String apiVersion) {
        String from = Trees.text(object, "apiVersion");
        String kindName = Trees.text(object, "kind");
        if (from == null || kindName == null) {
            return new ConversionOutcome.Refused("object without apiVersion and kind cannot be converted");
        }
        if (from.equals(apiVersion)) {
            return new ConversionOutcome.Converted(object.deepCopy());
        }
        VersionedKind kind = find(from, kindName);
        if (kind != null && from.equals(kind.group() + "/v1beta1") && apiVersion.equals(kind.group() + "/v1")) {
            return new ConversionOutcome.Converted(new LosslessConversion(kind).upgrade(object, settings));
        }
        if (kind != null && from.equals(kind.group() + "/v1") && apiVersion.equals(kind.group() + "/v1beta1")) {
            return new ConversionOutcome.Converted(new LosslessConversion(kind).downgrade(object, settings));
        }
        return new ConversionOutcome.Refused(kindName + " \"" + name(object) + "\" cannot be converted from " + from
                + " to " + apiVersion + ": known are v1beta1 and v1 of NodePool, NodeClaim and EC2NodeClass");
    }

    private static @Nullable VersionedKind find(String apiVersion, String kindName) {
        for (VersionedKind kind : KINDS) {
            if (kind.kind().equals(kindName) && apiVersion.startsWith(kind.group() + "/")) {
                return kind;
            }
        }
        return null;
    }

    private static String name(ObjectNode object) {
        String name = Trees.text(Trees.object(object, "metadata"), "name");
        return name == null ? "" : name;
    }
}
