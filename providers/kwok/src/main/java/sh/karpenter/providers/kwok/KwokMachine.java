package sh.karpenter.providers.kwok;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.kube.mapping.ResourcesMapping;

/// The Node object that is a simulated machine.
///
/// Its name follows from its claim alone, so that launching the claim twice, even after a restart, makes one node.
final class KwokMachine {
    private static final String SCHEME = "kwok://";
    private static final List<String> WORDS = List.of(
            "amber", "birch", "cedar", "cobalt", "coral", "crimson", "dune", "ember", "fern", "flint", "garnet",
            "hazel", "indigo", "ivory", "jade", "laurel", "linden", "maple", "marble", "meadow", "moss", "ochre",
            "onyx", "opal", "pebble", "quartz", "river", "sable", "sienna", "slate", "topaz", "willow");

    private KwokMachine() {}

    /// The name of the node of a claim: `kwok-<claim>-<word>-<number>`.
    static String nodeName(String claimName, String claimUid) {
        long hash = UUID.nameUUIDFromBytes((claimName + "/" + claimUid).getBytes(StandardCharsets.UTF_8))
                .getMostSignificantBits();
        String word = WORDS.get(Math.floorMod((int) hash, WORDS.size()));
        return "kwok-" + claimName + "-" + word + "-" + (hash >>> 32);
    }

    /// The provider id of a node.
    static String providerId(String nodeName) {
        return SCHEME + nodeName;
    }

    /// The node of a provider id, null when the id is not one of ours.
    static @Nullable String nodeName(String providerId) {
        return providerId.startsWith(SCHEME) ? providerId.substring(SCHEME.length()) : null;
    }

    /// The labels of a node: the claim's, what its requirements leave no choice of, and what the machine is.
    static SequencedMap<String, String> labels(
            NodeClaim claim, Requirements wanted, InstanceType type, Offering offering) {
        var labels = new TreeMap<>(claim.labels());
        labels.putAll(single(wanted));
        labels.putAll(single(type.requirements()));
        labels.putAll(single(offering.requirements()));
        labels.put(LabelKeys.INSTANCE_TYPE, type.name());
        labels.put(KwokLabels.PRICE, String.format(Locale.ROOT, "%f", offering.pricePerHour()));
        labels.put(KwokLabels.PARTITION, "a");
        labels.put(LabelKeys.HOSTNAME, claim.name());
        labels.put(KwokLabels.NODE, "fake");
        return labels;
    }

    /// The node as it joins the cluster.
    static Node node(
            String name,
            Map<String, String> labels,
            Map<String, String> annotations,
            Resources capacity,
            Resources allocatable) {
        var marked = new TreeMap<>(annotations);
        marked.put(KwokLabels.NODE, "fake");
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .withAnnotations(marked)
                .endMetadata()
                .withNewSpec()
                .withProviderID(providerId(name))
                .addNewTaint()
                .withKey(LabelKeys.UNREGISTERED_TAINT)
                .withEffect("NoExecute")
                .endTaint()
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .withCapacity(ResourcesMapping.toWire(capacity))
                .withAllocatable(ResourcesMapping.toWire(allocatable))
                .endStatus()
                .build();
    }

    /// The machine that a node is.
    static Instance instance(Node node) {
        var metadata = node.getMetadata();
        var labels = new TreeMap<>(Objects.requireNonNullElse(metadata.getLabels(), Map.<String, String>of()));
        String created = metadata.getCreationTimestamp();
        return new Instance(
                providerId(metadata.getName()),
                "",
                labels.getOrDefault(LabelKeys.HOSTNAME, ""),
                created == null ? null : Instant.parse(created),
                metadata.getDeletionTimestamp() != null,
                labels,
                new TreeMap<>(Objects.requireNonNullElse(metadata.getAnnotations(), Map.<String, String>of())),
                ResourcesMapping.toCore(
                        node.getStatus() == null ? null : node.getStatus().getCapacity()),
                ResourcesMapping.toCore(
                        node.getStatus() == null ? null : node.getStatus().getAllocatable()));
    }

    private static SequencedMap<String, String> single(Requirements requirements) {
        var labels = new TreeMap<String, String>();
        requirements.byKey().forEach((key, requirement) -> {
            if (requirement.values() instanceof ValueSet.Only only
                    && only.values().size() == 1) {
                labels.put(key, only.values().first());
            }
        });
        return labels;
    }
}
