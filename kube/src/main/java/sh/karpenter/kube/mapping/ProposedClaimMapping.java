package sh.karpenter.kube.mapping;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimSpec;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.NodeRequirement;
import sh.karpenter.kube.api.ResourceRequests;
import sh.karpenter.kube.api.TemplateMetadata;
import sh.karpenter.kube.api.duration.NillableDuration;

/// Makes the object to create of a machine that a solve wants.
///
/// 1. Taints, node class, expiry and grace period are the pool's, as its author wrote them.
/// 2. Requirements are those that the solve arrived at, with the proposed instance types and the capacity types
///    under which one of them can be launched now.
/// 3. Labels are the pool's template labels, the pool's name, the node class, and a value for every required
///    label of the user's own.
///
/// Source: Karpenter scheduling, "producing NodeClaims".
public final class ProposedClaimMapping {
    private static final String API_VERSION = "karpenter.sh/v1";

    private final LabelVocabulary vocabulary;
    private final RandomGenerator random;

    /// A mapping under a vocabulary.
    ///
    /// @param random gives numbers for labels that may take any value
    public ProposedClaimMapping(LabelVocabulary vocabulary, RandomGenerator random) {
        this.vocabulary = vocabulary;
        this.random = random;
    }

    /// The object to create; the server gives it its name.
    ///
    /// @param pool the pool as it is now
    public NodeClaim toWire(ProposedNodeClaim proposed, NodePool pool) {
        var template = pool.getSpec().template();
        var spec = template.spec();
        TemplateMetadata given = template.metadata();
        Requirements requirements = launchable(proposed);
        var labels = new TreeMap<String, String>(orEmpty(given == null ? null : given.labels()));
        requirements.byKey().values().stream()
                .filter(requirement -> ownLabel(requirement.key()))
                .forEach(requirement -> addLabel(labels, requirement));
        labels.put(LabelKeys.NODE_POOL, pool.getMetadata().getName());
        labels.put(spec.nodeClassRef().labelKey(), spec.nodeClassRef().name());
        var annotations = new TreeMap<String, String>(orEmpty(given == null ? null : given.annotations()));
        Map<String, String> ofPool = orEmpty(pool.getMetadata().getAnnotations());
        copy(AnnotationKeys.NODE_POOL_HASH, ofPool, annotations);
        copy(AnnotationKeys.NODE_POOL_HASH_VERSION, ofPool, annotations);
        annotations.put(AnnotationKeys.MIN_VALUES_RELAXED, Boolean.toString(proposed.minValuesRelaxed()));

        var claim = new NodeClaim();
        claim.setMetadata(new ObjectMetaBuilder()
                .withGenerateName(pool.getMetadata().getName() + "-")
                .withLabels(labels)
                .withAnnotations(annotations)
                .addNewOwnerReference()
                .withApiVersion(API_VERSION)
                .withKind("NodePool")
                .withName(pool.getMetadata().getName())
                .withUid(pool.getMetadata().getUid())
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .build());
        claim.setSpec(new NodeClaimSpec(
                spec.taints(),
                spec.startupTaints(),
                entries(proposed, requirements),
                new ResourceRequests(ResourcesMapping.toWire(proposed.requests())),
                spec.nodeClassRef(),
                spec.terminationGracePeriod(),
                spec.expireAfter() == null ? new NillableDuration("720h") : spec.expireAfter()));
        return claim;
    }

    /// The solve's requirements, narrowed to instance types and capacity types that can be launched now.
    private Requirements launchable(ProposedNodeClaim proposed) {
        Requirements requirements = proposed.requirements();
        var names = new TreeSet<String>();
        var capacityTypes = new TreeSet<String>();
        for (InstanceType type : proposed.types()) {
            names.add(type.name());
            for (Offering offering : type.offerings()) {
                if (offering.launchable()
                        && !offering.capacityType().isEmpty()
                        && requirements.compatible(offering.requirements(), vocabulary.wellKnown())) {
                    capacityTypes.add(offering.capacityType());
                }
            }
        }
        if (!names.isEmpty()) {
            requirements = requirements.with(Requirement.of(LabelKeys.INSTANCE_TYPE, new ValueSet.Only(names)));
        }
        if (!capacityTypes.isEmpty()) {
            requirements = requirements.with(Requirement.of(LabelKeys.CAPACITY_TYPE, new ValueSet.Only(capacityTypes)));
        }
        return requirements;
    }

    private static List<NodeRequirement> entries(ProposedNodeClaim proposed, Requirements requirements) {
        var entries = new ArrayList<NodeRequirement>();
        for (Requirement requirement : requirements.byKey().values()) {
            if (!simulationOnly(requirement.key())) {
                entries.addAll(RequirementMapping.toWire(
                        requirement, proposed.minValues().get(requirement.key())));
            }
        }
        return entries;
    }

    private boolean ownLabel(String key) {
        return !vocabulary.wellKnown().contains(key) && !simulationOnly(key);
    }

    /// Keys that say something about a node that has joined, or that only this node can have.
    private static boolean simulationOnly(String key) {
        return key.equals(LabelKeys.REGISTERED) || key.equals(LabelKeys.INITIALIZED) || key.equals(LabelKeys.HOSTNAME);
    }

    private void addLabel(Map<String, String> labels, Requirement requirement) {
        String value = any(requirement.values());
        if (!value.isEmpty()) {
            labels.put(requirement.key(), value);
        }
    }

    /// A value of the set; empty when there is none.
    private String any(ValueSet values) {
        return switch (values) {
            case ValueSet.Only only ->
                only.values().isEmpty() ? "" : only.values().first();
            case ValueSet.AllExcept except -> {
                long least = except.atLeast() == null ? 0 : except.atLeast();
                long most = except.atMost() == null ? Long.MAX_VALUE - 1 : except.atMost();
                String value;
                do {
                    value = Long.toString(random.nextLong(least, most + 1));
                } while (!except.contains(value) && except.values().size() <= most - least);
                yield value;
            }
        };
    }

    private static void copy(String key, Map<String, String> from, Map<String, String> to) {
        String value = from.get(key);
        if (value != null) {
            to.put(key, value);
        }
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
