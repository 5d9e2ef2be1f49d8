package sh.karpenter.providers.aws.readiness;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.kube.api.aws.EC2NodeClassConditions;
import sh.karpenter.kube.api.aws.EC2NodeClassSpec;
import sh.karpenter.kube.api.aws.GpuSharing;
import sh.karpenter.kube.api.aws.KubeletValidation;
import sh.karpenter.kube.api.aws.NetworkInterface;
import sh.karpenter.kube.api.aws.ResolvedAmi;
import sh.karpenter.kube.api.aws.ResolvedSecurityGroup;
import sh.karpenter.kube.api.aws.ResolvedSubnet;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.api.validation.FieldError;
import sh.karpenter.providers.aws.cache.Caches;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.instancetype.InstanceTypes;
import sh.karpenter.providers.aws.nodeclass.AmiFamily;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.tag.ResourceTags;
import software.amazon.awssdk.core.exception.SdkException;

/// Whether machines could be launched with a node class. The checks that cost nothing come first; a launch is tried
/// when all else is right, and its outcome is remembered for half an hour unless the class changes.
final class Validation {
    private static final Duration REMEMBERED = Duration.ofMinutes(30);
    private static final List<String> NEEDED = List.of(
            EC2NodeClassConditions.AMIS_READY,
            EC2NodeClassConditions.INSTANCE_PROFILE_READY,
            EC2NodeClassConditions.SECURITY_GROUPS_READY,
            EC2NodeClassConditions.SUBNETS_READY);

    private final InstanceTypes types;
    private final Supplier<@Nullable String> serviceRange;
    private final @Nullable DryRun dryRun;
    private final Cache<Inputs, Verdict> remembered;

    /// @param serviceRange addresses of the cluster's services, which AL2023 images need
    /// @param dryRun tries a launch; null where that is switched off
    Validation(
            InstanceTypes types,
            Supplier<@Nullable String> serviceRange,
            @Nullable DryRun dryRun,
            InstantSource clock) {
        this.types = types;
        this.serviceRange = serviceRange;
        this.dryRun = dryRun;
        this.remembered = Caches.expiring(REMEMBERED, clock);
    }

    /// Everything that decides the outcome.
    private record Inputs(
            String name,
            EC2NodeClassSpec spec,
            SequencedMap<String, String> annotations,
            List<ResolvedSubnet> subnets,
            List<ResolvedSecurityGroup> groups,
            List<ResolvedAmi> amis,
            @Nullable String profile) {}

    /// Checks a class whose status is up to date.
    ///
    /// @param pools the pools that use it
    Verdict check(NodeClass nodeClass, List<NodePool> pools) {
        Verdict text = ofText(nodeClass);
        if (text != null) {
            return text;
        }
        Verdict dependencies = ofDependencies(nodeClass);
        if (dependencies != null) {
            return dependencies;
        }
        List<String> restricted = ResourceTags.restricted(nodeClass.tags());
        if (!restricted.isEmpty()) {
            return new Verdict.Refused(
                    EC2NodeClassConditions.TAG_VALIDATION_FAILED, "tags " + restricted + " are Karpenter's to set");
        }
        var inputs = new Inputs(
                nodeClass.name(),
                nodeClass.spec(),
                nodeClass.annotations(),
                nodeClass.subnets(),
                nodeClass.securityGroups(),
                nodeClass.amis(),
                nodeClass.status().instanceProfile());
        Verdict known = remembered.getIfPresent(inputs);
        if (known != null) {
            return known;
        }
        Verdict verdict = tryLaunch(nodeClass, pools);
        if (verdict instanceof Verdict.Succeeded || verdict instanceof Verdict.Refused) {
            remembered.put(inputs, verdict);
        }
        return verdict;
    }

    /// Forgets the outcomes of a class that is gone.
    void forget(String nodeClass) {
        remembered.asMap().keySet().removeIf(inputs -> inputs.name().equals(nodeClass));
    }

    private @Nullable Verdict ofText(NodeClass nodeClass) {
        if (nodeClass.family() == AmiFamily.AL2023) {
            Verdict noRange = ofServiceRange();
            if (noRange != null) {
                return noRange;
            }
        }
        var kubelet = nodeClass.spec().kubelet();
        List<FieldError> violations = KubeletValidation.check(kubelet);
        if (!violations.isEmpty()) {
            return new Verdict.Refused(
                    EC2NodeClassConditions.INVALID_KUBELET_CONFIGURATION,
                    violations.stream().map(FieldError::text).collect(Collectors.joining("; ")));
        }
        List<String> expressions = KubeletSupport.expressions(kubelet);
        if (!expressions.isEmpty()) {
            return new Verdict.Refused(
                    EC2NodeClassConditions.KUBELET_EXPRESSIONS_DISABLED,
                    "spec.kubelet " + expressions + " are expressions, which need the AWS feature gate NodeClassCEL");
        }
        List<String> unsupported = KubeletSupport.unsupported(nodeClass.family(), kubelet);
        if (!unsupported.isEmpty()) {
            return new Verdict.Refused(
                    EC2NodeClassConditions.UNSUPPORTED_KUBELET_CONFIGURATION, String.join("; ", unsupported));
        }
        Verdict publicAddress = ofPublicAddress(nodeClass.spec());
        return publicAddress == null ? ofGpuSharing(nodeClass) : publicAddress;
    }

    /// EC2 gives a public address at launch only to machines with a single network interface. Nothing else
    /// would say so before the first launch fails.
    private static @Nullable Verdict ofPublicAddress(EC2NodeClassSpec spec) {
        List<NetworkInterface> interfaces = spec.networkInterfaces();
        if (interfaces == null || interfaces.size() < 2 || !Boolean.TRUE.equals(spec.associatePublicIPAddress())) {
            return null;
        }
        return new Verdict.Refused(
                EC2NodeClassConditions.PUBLIC_ADDRESS_NOT_POSSIBLE,
                "spec.associatePublicIPAddress is true and spec.networkInterfaces has " + interfaces.size()
                        + " items: EC2 gives a public address only to machines with one network interface");
    }

    /// Sharing needs the feature gate of the NVIDIA DRA driver, which does not exist here yet.
    private static @Nullable Verdict ofGpuSharing(NodeClass nodeClass) {
        String annotation = AwsNames.ANNOTATION_NVIDIA_CONSUMABLE_CAPACITY;
        return switch (GpuSharing.of(nodeClass.annotations().get(annotation))) {
            case GpuSharing.Unshared _ -> null;
            case GpuSharing.Invalid(var message) ->
                new Verdict.Refused(EC2NodeClassConditions.NVIDIA_CONSUMABLE_CAPACITY_INVALID, message);
            case GpuSharing.ByMemory _, GpuSharing.Shares _ ->
                new Verdict.Refused(
                        EC2NodeClassConditions.DRA_DISABLED,
                        "annotation " + annotation + " shares GPUs, which needs the AWS feature gate DRANVIDIAGPU");
        };
    }

    private @Nullable Verdict ofServiceRange() {
        try {
            return serviceRange.get() == null
                    ? new Verdict.Refused(
                            EC2NodeClassConditions.CLUSTER_CIDR_RESOLUTION_FAILED,
                            "EKS does not tell the addresses of the cluster's services, which AL2023 images need")
                    : null;
        } catch (SdkException broken) {
            AwsFailure failure = AwsFailure.of(broken);
            return failure.transientFault()
                    ? new Verdict.NoAnswer(failure)
                    : new Verdict.Refused(
                            EC2NodeClassConditions.CLUSTER_CIDR_RESOLUTION_FAILED,
                            "eks:DescribeCluster: " + failure.text());
        }
    }

    private static @Nullable Verdict ofDependencies(NodeClass nodeClass) {
        boolean known = true;
        var missing = new ArrayList<String>();
        for (String type : NEEDED) {
            Condition condition = nodeClass.condition(type);
            if (condition == null || condition.status() != ConditionStatus.TRUE) {
                known &= condition != null && condition.status() == ConditionStatus.FALSE;
                missing.add(type);
            }
        }
        return missing.isEmpty() ? null : new Verdict.Waiting(known, "waiting for " + String.join(", ", missing));
    }

    private Verdict tryLaunch(NodeClass nodeClass, List<NodePool> pools) {
        if (dryRun == null) {
            return new Verdict.Succeeded();
        }
        InstanceType type = ProbeType.choose(nodeClass, types.list(nodeClass).types(), pools);
        return type == null
                ? new Verdict.Waiting(false, "none of the images boots any instance type that is known")
                : dryRun.check(nodeClass, type, ProbeType.tenancy(pools));
    }
}
