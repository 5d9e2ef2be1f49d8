package sh.karpenter.testing.testkit.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import sh.karpenter.kube.api.Finalizers;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimSpec;
import sh.karpenter.kube.api.NodeClaimTemplate;
import sh.karpenter.kube.api.NodeClaimTemplateSpec;
import sh.karpenter.kube.api.NodeClassReference;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.NodePoolSpec;
import sh.karpenter.kube.api.NodeRequirement;
import sh.karpenter.kube.api.ResourceRequests;
import sh.karpenter.kube.api.Taint;
import sh.karpenter.kube.api.TemplateMetadata;
import sh.karpenter.kube.api.duration.NillableDuration;

/// Plain objects to begin a test with. They are fresh on each call; a test changes them as it likes.
public final class Specimens {
    /// The node class of every specimen: `default` of the fake provider.
    public static final NodeClassReference NODE_CLASS =
            new NodeClassReference("karpenter.test.sh", "TestNodeClass", "default");

    private Specimens() {}

    /// A pool without requirements; its nodes never expire.
    public static NodePool pool(String name) {
        var pool = new NodePool();
        pool.setMetadata(new ObjectMetaBuilder().withName(name).build());
        pool.setSpec(new NodePoolSpec(
                new NodeClaimTemplate(
                        new TemplateMetadata(null, null),
                        new NodeClaimTemplateSpec(null, null, List.of(), NODE_CLASS, null, NillableDuration.NEVER)),
                null,
                null,
                null,
                null));
        return pool;
    }

    /// A claim of pool `default` for one CPU and one GiB, with the finalizer, not launched.
    public static NodeClaim claim(String name) {
        var claim = new NodeClaim();
        claim.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withUid("uid-of-" + name)
                .withFinalizers(Finalizers.TERMINATION)
                .withLabels(Map.of(LabelKeys.NODE_POOL, "default", NODE_CLASS.labelKey(), NODE_CLASS.name()))
                .withAnnotations(Map.of())
                .build());
        claim.setSpec(new NodeClaimSpec(
                null,
                null,
                List.of(new NodeRequirement(LabelKeys.NODE_POOL, "In", List.of("default"), null)),
                new ResourceRequests(Map.of("cpu", new Quantity("1"), "memory", new Quantity("1Gi"))),
                NODE_CLASS,
                null,
                NillableDuration.NEVER));
        return claim;
    }

    /// The claim with other taints and startup taints.
    public static NodeClaim tainted(NodeClaim claim, List<Taint> taints, List<Taint> startupTaints) {
        NodeClaimSpec spec = claim.getSpec();
        claim.setSpec(new NodeClaimSpec(
                taints,
                startupTaints,
                spec.requirements(),
                spec.resources(),
                spec.nodeClassRef(),
                spec.terminationGracePeriod(),
                spec.expireAfter()));
        return claim;
    }

    /// The claim with a bound on its draining.
    public static NodeClaim drainedWithin(NodeClaim claim, Duration terminationGracePeriod) {
        NodeClaimSpec spec = claim.getSpec();
        claim.setSpec(new NodeClaimSpec(
                spec.taints(),
                spec.startupTaints(),
                spec.requirements(),
                spec.resources(),
                spec.nodeClassRef(),
                terminationGracePeriod,
                spec.expireAfter()));
        return claim;
    }

    /// The claim with an age at which it expires.
    public static NodeClaim expiring(NodeClaim claim, NillableDuration expireAfter) {
        NodeClaimSpec spec = claim.getSpec();
        claim.setSpec(new NodeClaimSpec(
                spec.taints(),
                spec.startupTaints(),
                spec.requirements(),
                spec.resources(),
                spec.nodeClassRef(),
                spec.terminationGracePeriod(),
                expireAfter));
        return claim;
    }

    /// A machine that has just joined as a node: with the unregistered taint, four CPUs and four GiB, Ready.
    public static Node joined(String name, String providerId) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Map.of(LabelKeys.HOSTNAME, name))
                .endMetadata()
                .withNewSpec()
                .withProviderID(providerId)
                .addNewTaint()
                .withKey("karpenter.sh/unregistered")
                .withEffect("NoExecute")
                .endTaint()
                .endSpec()
                .withNewStatus()
                .withCapacity(
                        Map.of("cpu", new Quantity("4"), "memory", new Quantity("4Gi"), "pods", new Quantity("5")))
                .withAllocatable(Map.of(
                        "cpu", new Quantity("3900m"), "memory", new Quantity("4086Mi"), "pods", new Quantity("5")))
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }

    /// The node class that [#NODE_CLASS] names, with a condition Ready of that status.
    public static GenericKubernetesResource nodeClass(String readyStatus) {
        GenericKubernetesResource nodeClass = new GenericKubernetesResourceBuilder()
                .withApiVersion(NODE_CLASS.group() + "/v1alpha1")
                .withKind(NODE_CLASS.kind())
                .withNewMetadata()
                .withName(NODE_CLASS.name())
                .withGeneration(1L)
                .withUid("uid-of-node-class")
                .endMetadata()
                .build();
        nodeClass.setAdditionalProperty(
                "status",
                Map.of(
                        "conditions",
                        List.of(Map.of(
                                "type", "Ready",
                                "status", readyStatus,
                                "reason", "Ready",
                                "message", ""))));
        return nodeClass;
    }
}
