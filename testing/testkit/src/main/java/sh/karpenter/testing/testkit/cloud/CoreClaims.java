package sh.karpenter.testing.testkit.cloud;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.DisruptionPolicy;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.testing.testkit.kube.FakeClock;

/// Claims and their pool in the core's terms, for tests of providers.
public final class CoreClaims {
    private CoreClaims() {}

    /// The pool `default`, which asks for nothing.
    public static NodePool pool(NodeClassRef nodeClass) {
        return new NodePool(
                "default",
                "uid-of-default",
                0,
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                List.of(),
                List.of(),
                nodeClass,
                null,
                null,
                Resources.none(),
                new DisruptionPolicy(
                        DisruptionPolicy.ConsolidationPolicy.WHEN_EMPTY_OR_UNDERUTILIZED, Duration.ZERO, List.of()),
                null,
                true,
                false,
                "",
                "");
    }

    /// A claim of [#pool] that was just made.
    public static NodeClaim unlaunched(
            String name, NodeClassRef nodeClass, Resources requests, List<LabelExpression> requirements) {
        var labels = new TreeMap<String, String>();
        labels.put(LabelKeys.NODE_POOL, "default");
        labels.put(nodeClass.labelKey(), nodeClass.name());
        return new NodeClaim(
                name,
                "uid-of-" + name,
                FakeClock.START,
                null,
                labels,
                new TreeMap<>(),
                new NodeClaim.Spec(requirements, requests, List.of(), List.of(), nodeClass, null, null),
                new NodeClaim.Status("", "", "", Resources.none(), Resources.none(), new TreeMap<>(), null));
    }

    /// The claim once it knows its machine.
    public static NodeClaim launched(NodeClaim claim, Instance machine) {
        var labels = new TreeMap<>(machine.labels());
        labels.putAll(claim.labels());
        return new NodeClaim(
                claim.name(),
                claim.uid(),
                claim.created(),
                claim.deletion(),
                labels,
                claim.annotations(),
                claim.spec(),
                new NodeClaim.Status(
                        machine.providerId(),
                        "",
                        machine.imageId(),
                        machine.capacity(),
                        machine.allocatable(),
                        new TreeMap<>(),
                        null));
    }
}
