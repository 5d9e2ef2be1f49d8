package sh.karpenter.kube.api.conversion;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import tools.jackson.databind.node.ObjectNode;

/// NodeClaim between v1beta1 and v1. A v1beta1 claim expires when its pool says; a v1 claim says so itself.
final class NodeClaimVersions implements VersionedKind {
    private static final String DEFAULT_EXPIRE_AFTER = "720h";

    @Override
    public String group() {
        return "karpenter.sh";
    }

    @Override
    public String kind() {
        return "NodeClaim";
    }

    @Override
    public void upgrade(ObjectNode object, ConversionSettings settings) {
        ObjectNode spec = Trees.object(object, "spec");
        if (spec == null) {
            return;
        }
        SharedFields.keepKubelet(object, spec);
        SharedFields.upgradeReference(object, spec, settings);
        spec.put("expireAfter", Objects.requireNonNullElse(expireAfterOfPool(object, settings), DEFAULT_EXPIRE_AFTER));
    }

    @Override
    public void downgrade(ObjectNode object, ConversionSettings settings) {
        Trees.removeAnnotation(object, CompatibilityAnnotations.STORED_VERSION_MIGRATED);
        ObjectNode spec = Trees.object(object, "spec");
        if (spec == null) {
            return;
        }
        spec.remove("expireAfter");
        spec.remove("terminationGracePeriod");
        SharedFields.restoreKubelet(object, spec);
        SharedFields.downgradeReference(object, spec, settings);
        SharedFields.downgradeRequirements(spec);
    }

    private static @Nullable String expireAfterOfPool(ObjectNode object, ConversionSettings settings) {
        String pool = Trees.text(Trees.object(Trees.object(object, "metadata"), "labels"), LabelKeys.NODE_POOL);
        return pool == null ? null : settings.expireAfterOfPool().apply(pool);
    }
}
