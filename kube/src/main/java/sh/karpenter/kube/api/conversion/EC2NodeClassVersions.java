package sh.karpenter.kube.api.conversion;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.aws.AmiFamilies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// EC2NodeClass between v1beta1 and v1.
///
/// A v1beta1 class without image terms means the newest image of its family, which v1 says with an alias.
/// Ubuntu is gone in v1; such a class becomes one of AL2 with Ubuntu's disk, and an annotation remembers what
/// was put in.
final class EC2NodeClassVersions implements VersionedKind {
    private static final String UBUNTU = "Ubuntu";
    private static final String PLACEHOLDER_IMAGE = "ami-placeholder";
    private static final String LATEST = "latest";
    private static final List<String> ALIASED_FAMILIES = List.of(
            AmiFamilies.AL2,
            AmiFamilies.AL2023,
            AmiFamilies.BOTTLEROCKET,
            AmiFamilies.WINDOWS_2019,
            AmiFamilies.WINDOWS_2022);
    private static final List<String> FIELDS_ONLY_IN_V1 = List.of(
            "capacityReservationSelectorTerms",
            "placementGroupSelector",
            "kubelet",
            "networkInterfaces",
            "ipPrefixCount",
            "enclaveOptions",
            "connectionTracking",
            "cpuOptions");

    @Override
    public String group() {
        return "karpenter.k8s.aws";
    }

    @Override
    public String kind() {
        return "EC2NodeClass";
    }

    @Override
    public void upgrade(ObjectNode object, ConversionSettings settings) {
        String version =
                Objects.requireNonNullElse(Trees.annotation(object, CompatibilityAnnotations.ALIAS_VERSION), LATEST);
        Trees.removeAnnotation(object, CompatibilityAnnotations.ALIAS_VERSION);
        ObjectNode spec = Trees.object(object, "spec");
        if (spec == null) {
            return;
        }
        String family = Trees.text(spec, "amiFamily");
        if (UBUNTU.equals(family)) {
            upgradeUbuntu(object, spec);
        } else if (family == null || !ALIASED_FAMILIES.contains(family)) {
            spec.put("amiFamily", AmiFamilies.CUSTOM);
        } else if (isEmpty(spec, "amiSelectorTerms")) {
            spec.remove("amiFamily");
            spec.putArray("amiSelectorTerms").addObject().put("alias", AmiFamilies.aliasName(family) + "@" + version);
        }
    }

    private static void upgradeUbuntu(ObjectNode object, ObjectNode spec) {
        List<String> injected = new ArrayList<>(List.of("amiFamily"));
        spec.put("amiFamily", AmiFamilies.AL2);
        if (isEmpty(spec, "blockDeviceMappings")) {
            injected.add("blockDeviceMappings");
            spec.putArray("blockDeviceMappings")
                    .addObject()
                    .put("deviceName", "/dev/sda1")
                    .put("rootVolume", true)
                    .putObject("ebs")
                    .put("encrypted", true)
                    .put("volumeType", "gp3")
                    .put("volumeSize", "20Gi");
        }
        if (isEmpty(spec, "amiSelectorTerms")) {
            injected.add("incompatible");
            spec.putArray("amiSelectorTerms").addObject().put("id", PLACEHOLDER_IMAGE);
        }
        Trees.annotate(object, CompatibilityAnnotations.UBUNTU, String.join(",", injected));
    }

    @Override
    public void downgrade(ObjectNode object, ConversionSettings settings) {
        String annotated = Trees.annotation(object, CompatibilityAnnotations.UBUNTU);
        Trees.removeAnnotation(object, CompatibilityAnnotations.UBUNTU);
        Trees.removeAnnotation(object, CompatibilityAnnotations.STORED_VERSION_MIGRATED);
        ObjectNode spec = Trees.object(object, "spec");
        if (spec == null) {
            return;
        }
        FIELDS_ONLY_IN_V1.forEach(spec::remove);
        downgradeDisks(spec);
        String alias = removeAlias(spec);
        removeParameterTerms(spec);
        List<String> injected = annotated == null ? List.of() : List.of(annotated.split(",", -1));
        if (injected.contains("blockDeviceMappings")) {
            spec.remove("blockDeviceMappings");
        }
        if (injected.contains("incompatible")) {
            spec.remove("amiSelectorTerms");
        }
        spec.put("amiFamily", injected.contains("amiFamily") ? UBUNTU : olderFamily(spec, alias));
        if (alias != null && !alias.endsWith("@" + LATEST)) {
            Trees.annotate(object, CompatibilityAnnotations.ALIAS_VERSION, alias.substring(alias.indexOf('@') + 1));
        }
    }

    private static String olderFamily(ObjectNode spec, @Nullable String alias) {
        String family = Trees.text(spec, "amiFamily");
        if (family == null && alias != null) {
            family = AmiFamilies.ofAlias(alias);
        }
        if (family == null) {
            return AmiFamilies.CUSTOM;
        }
        // v1beta1 does not know this family; its nearest relative keeps the object valid there.
        return family.equals(AmiFamilies.WINDOWS_2025) ? AmiFamilies.WINDOWS_2022 : family;
    }

    /// @return the alias of the term that was removed, null when there was none
    private static @Nullable String removeAlias(ObjectNode spec) {
        ArrayNode terms = Trees.array(spec, "amiSelectorTerms");
        if (terms == null) {
            return null;
        }
        String alias = null;
        for (JsonNode term : terms) {
            String here = Trees.text(term, "alias");
            alias = here == null ? alias : here;
        }
        if (alias != null) {
            spec.remove("amiSelectorTerms");
        }
        return alias;
    }

    private static void removeParameterTerms(ObjectNode spec) {
        ArrayNode terms = Trees.array(spec, "amiSelectorTerms");
        if (terms == null) {
            return;
        }
        terms.removeIf(
                term -> term instanceof ObjectNode fields && fields.remove("ssmParameter") != null && fields.isEmpty());
        if (terms.isEmpty()) {
            spec.remove("amiSelectorTerms");
        }
    }

    private static void downgradeDisks(ObjectNode spec) {
        ArrayNode disks = Trees.array(spec, "blockDeviceMappings");
        if (disks == null) {
            return;
        }
        for (JsonNode disk : disks) {
            ObjectNode volume = Trees.object(disk, "ebs");
            if (volume != null) {
                volume.remove("volumeInitializationRate");
            }
        }
    }

    private static boolean isEmpty(ObjectNode spec, String list) {
        ArrayNode items = Trees.array(spec, list);
        return items == null || items.isEmpty();
    }
}
