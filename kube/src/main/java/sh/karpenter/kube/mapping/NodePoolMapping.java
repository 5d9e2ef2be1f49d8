package sh.karpenter.kube.mapping;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.duration.GoDuration;
import sh.karpenter.core.model.node.DisruptionPolicy;
import sh.karpenter.core.model.node.DisruptionPolicy.ConsolidationPolicy;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.Budget;
import sh.karpenter.kube.api.Disruption;
import sh.karpenter.kube.api.NodeClassReference;
import sh.karpenter.kube.api.TemplateMetadata;
import sh.karpenter.kube.api.duration.NillableDuration;

/// Pools. What the CRD would have defaulted is defaulted here too, so that a manifest from a file means the same.
public final class NodePoolMapping {
    private static final Duration DEFAULT_EXPIRY = Duration.ofDays(30);
    private static final TemplateMetadata NO_METADATA = new TemplateMetadata(null, null);

    private NodePoolMapping() {}

    /// Maps a pool.
    ///
    /// @throws IllegalArgumentException naming field and value when it cannot be understood
    public static NodePool toCore(sh.karpenter.kube.api.NodePool pool) {
        try {
            return mapped(pool);
        } catch (MalformedField bad) {
            throw new IllegalArgumentException(
                    "nodepool " + pool.getMetadata().getName() + ", " + bad.getMessage(), bad);
        }
    }

    private static NodePool mapped(sh.karpenter.kube.api.NodePool pool) {
        var metadata = pool.getMetadata();
        var spec = MalformedField.unlessThere("spec", pool.getSpec());
        var template = MalformedField.unlessThere("spec.template", spec.template());
        var nodes = MalformedField.unlessThere("spec.template.spec", template.spec());
        TemplateMetadata templateMetadata = template.metadata() == null ? NO_METADATA : template.metadata();
        var annotations = sorted(metadata.getAnnotations());
        var ready = ConditionMapping.toCore(pool.statusOrEmpty().conditions()).get("Ready");
        return new NodePool(
                metadata.getName(),
                Objects.requireNonNullElse(metadata.getUid(), ""),
                spec.weight() == null ? 0 : spec.weight(),
                sorted(templateMetadata.labels()),
                sorted(templateMetadata.annotations()),
                RequirementMapping.toCore(nodes.requirements()),
                TaintMapping.ofWire(nodes.taints()),
                TaintMapping.ofWire(nodes.startupTaints()),
                nodeClass("spec.template.spec.nodeClassRef", nodes.nodeClassRef()),
                duration(nodes.expireAfter(), DEFAULT_EXPIRY),
                nodes.terminationGracePeriod(),
                ResourcesMapping.toCore("spec.limits", spec.limits()),
                policy(spec.disruption()),
                spec.replicas(),
                ready != null && ready.isTrue(),
                metadata.getDeletionTimestamp() != null,
                annotations.getOrDefault(AnnotationKeys.NODE_POOL_HASH, ""),
                annotations.getOrDefault(AnnotationKeys.NODE_POOL_HASH_VERSION, ""));
    }

    private static NodeClassRef nodeClass(String field, @Nullable NodeClassReference reference) {
        NodeClassReference given = MalformedField.unlessThere(field, reference);
        return new NodeClassRef(
                MalformedField.unlessGiven(field + ".group", given.group()),
                MalformedField.unlessGiven(field + ".kind", given.kind()),
                MalformedField.unlessGiven(field + ".name", given.name()));
    }

    private static DisruptionPolicy policy(@Nullable Disruption given) {
        Disruption disruption = given == null ? new Disruption(null, null, null) : given;
        List<Budget> budgets =
                disruption.budgets() == null ? List.of(new Budget(null, "10%", null, null)) : disruption.budgets();
        ConsolidationPolicy policy = consolidation(disruption.consolidationPolicy());
        List<DisruptionPolicy.Budget> mapped =
                budgets.stream().map(NodePoolMapping::budget).toList();
        String after = disruption.consolidateAfter();
        try {
            Duration quiet = after == null
                    ? Duration.ZERO
                    : after.equals(NillableDuration.NEVER.text()) ? null : GoDuration.parse(after);
            return new DisruptionPolicy(policy, quiet, mapped);
        } catch (IllegalArgumentException unreadable) {
            // The pool goes on launching machines; only its nodes are left alone until somebody mends it.
            String problem = "spec.disruption.consolidateAfter: " + unreadable.getMessage();
            return new DisruptionPolicy(policy, null, mapped, List.of(problem));
        }
    }

    private static ConsolidationPolicy consolidation(@Nullable String text) {
        return switch (Objects.requireNonNullElse(text, "WhenEmptyOrUnderutilized")) {
            case "WhenEmpty" -> ConsolidationPolicy.WHEN_EMPTY;
            case "WhenEmptyOrUnderutilized" -> ConsolidationPolicy.WHEN_EMPTY_OR_UNDERUTILIZED;
            case "Balanced" -> ConsolidationPolicy.BALANCED;
            default ->
                throw new MalformedField(
                        "spec.disruption.consolidationPolicy",
                        Objects.requireNonNull(text),
                        "is none of WhenEmpty, WhenEmptyOrUnderutilized, Balanced");
        };
    }

    private static DisruptionPolicy.Budget budget(Budget budget) {
        return new DisruptionPolicy.Budget(budget.nodes(), budget.reasons(), budget.schedule(), budget.duration());
    }

    /// The length; null for `Never`.
    private static @Nullable Duration duration(@Nullable NillableDuration given, Duration absent) {
        return given == null ? absent : given.duration();
    }

    private static SequencedMap<String, String> sorted(@Nullable Map<String, String> map) {
        return map == null ? new TreeMap<>() : new TreeMap<>(map);
    }
}
