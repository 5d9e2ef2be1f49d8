package sh.karpenter.providers.aws.readiness;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.kube.api.aws.EC2NodeClassConditions;
import sh.karpenter.kube.api.aws.NetworkInterface;
import sh.karpenter.kube.api.aws.ResolvedAmi;
import sh.karpenter.kube.api.aws.ResolvedSubnet;
import sh.karpenter.providers.aws.ami.BootableTypes;
import sh.karpenter.providers.aws.cluster.ClusterIdentity;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.launchtemplate.LaunchTemplates;
import sh.karpenter.providers.aws.launchtemplate.TemplateOrder;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.tag.ResourceTags;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateConfigRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetType;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/// Tries a launch without launching: a real launch template, which goes by itself, then a fleet and a machine
/// as dry runs. So a missing permission shows on the node class, before any pod waits for it.
final class DryRun {
    private final Ec2Client ec2;
    private final LaunchTemplates templates;
    private final ClusterIdentity cluster;

    /// @param ec2 a client that does not retry: a refused dry run is an answer
    DryRun(Ec2Client ec2, LaunchTemplates templates, ClusterIdentity cluster) {
        this.ec2 = ec2;
        this.templates = templates;
        this.cluster = cluster;
    }

    /// Tries to launch a type.
    Verdict check(NodeClass nodeClass, InstanceType type, String tenancy) {
        ResolvedAmi ami = BootableTypes.ami(nodeClass.amis(), type.requirements());
        if (ami == null) {
            return new Verdict.Waiting(false, "none of the images boots " + type.name());
        }
        ResourceTags tags = ResourceTags.of(cluster.name(), nodeClass).and(AwsNames.TAG_NODE_POOL, "");
        var order = new TemplateOrder(
                nodeClass,
                new TreeMap<>(),
                List.of(new Taint(LabelKeys.UNREGISTERED_TAINT, "", TaintEffect.NO_EXECUTE)),
                LabelKeys.ON_DEMAND,
                tenancy,
                tags,
                ami.id(),
                type.capacity().get(ResourceNames.PODS),
                0,
                0,
                null);
        String template;
        try {
            switch (templates.ensure(order)) {
                case LaunchTemplates.Outcome.NotPossible(var message) -> {
                    return new Verdict.Refused(
                            EC2NodeClassConditions.CREATE_LAUNCH_TEMPLATE_AUTH_CHECK_FAILED, message);
                }
                case LaunchTemplates.Outcome.Ready(var name) -> template = name;
            }
        } catch (SdkException broken) {
            return verdict(
                    AwsFailure.of(broken),
                    EC2NodeClassConditions.CREATE_LAUNCH_TEMPLATE_AUTH_CHECK_FAILED,
                    "ec2:CreateLaunchTemplate",
                    nodeClass);
        }
        AwsFailure fleet = refusal(() -> ec2.createFleet(fleet(nodeClass, type, template, ami, tags)));
        if (fleet != null) {
            return verdict(fleet, EC2NodeClassConditions.CREATE_FLEET_AUTH_CHECK_FAILED, "ec2:CreateFleet", nodeClass);
        }
        return run(nodeClass, type, template, tags);
    }

    private Verdict run(NodeClass nodeClass, InstanceType type, String template, ResourceTags tags) {
        AwsFailure first = null;
        for (ResolvedSubnet subnet : nodeClass.subnets()) {
            AwsFailure failure = refusal(() -> ec2.runInstances(machine(nodeClass, type, template, subnet, tags)));
            if (failure == null) {
                return new Verdict.Succeeded();
            }
            first = first == null ? failure : first;
        }
        return first == null
                ? new Verdict.Waiting(true, "there are no subnets")
                : verdict(first, EC2NodeClassConditions.RUN_INSTANCES_AUTH_CHECK_FAILED, "ec2:RunInstances", nodeClass);
    }

    /// Why a dry run would not have succeeded, null when it would.
    private static @Nullable AwsFailure refusal(Runnable call) {
        try {
            call.run();
            return null;
        } catch (SdkException answer) {
            AwsFailure failure = AwsFailure.of(answer);
            return failure.dryRunSucceeded() ? null : failure;
        }
    }

    private static Verdict verdict(AwsFailure failure, String reason, String call, NodeClass nodeClass) {
        String message = call + ": " + failure.launchReason().message();
        if (failure.userDataTooLong()) {
            return new Verdict.Refused(EC2NodeClassConditions.USER_DATA_SIZE_LIMIT_EXCEEDED, message);
        }
        if (failure.unauthorized()) {
            return new Verdict.Refused(reason, message);
        }
        if (failure.instanceProfileGone() && nodeClass.spec().instanceProfile() != null) {
            return new Verdict.Refused(
                    EC2NodeClassConditions.INSTANCE_PROFILE_NOT_FOUND,
                    "instance profile " + nodeClass.spec().instanceProfile() + " does not exist");
        }
        return new Verdict.NoAnswer(failure);
    }

    private static CreateFleetRequest fleet(
            NodeClass nodeClass, InstanceType type, String template, ResolvedAmi ami, ResourceTags tags) {
        List<FleetLaunchTemplateOverridesRequest> overrides = nodeClass.subnets().stream()
                .map(subnet -> FleetLaunchTemplateOverridesRequest.builder()
                        .instanceType(type.name())
                        .subnetId(subnet.id())
                        .imageId(ami.id())
                        .availabilityZone(subnet.zone())
                        .build())
                .toList();
        return CreateFleetRequest.builder()
                .dryRun(true)
                .type(FleetType.INSTANT)
                .launchTemplateConfigs(FleetLaunchTemplateConfigRequest.builder()
                        .launchTemplateSpecification(specification ->
                                specification.launchTemplateName(template).version("$Latest"))
                        .overrides(overrides)
                        .build())
                .targetCapacitySpecification(
                        target -> target.totalTargetCapacity(1).defaultTargetCapacityType("on-demand"))
                .onDemandOptions(onDemand -> onDemand.allocationStrategy("lowest-price"))
                .tagSpecifications(
                        tagged(tags, ResourceType.INSTANCE),
                        tagged(tags, ResourceType.VOLUME),
                        tagged(tags, ResourceType.FLEET))
                .build();
    }

    private static RunInstancesRequest machine(
            NodeClass nodeClass, InstanceType type, String template, ResolvedSubnet subnet, ResourceTags tags) {
        var interfaces = new ArrayList<InstanceNetworkInterfaceSpecification>();
        List<NetworkInterface> chosen = nodeClass.spec().networkInterfaces();
        if (chosen == null) {
            interfaces.add(InstanceNetworkInterfaceSpecification.builder()
                    .deviceIndex(0)
                    .subnetId(subnet.id())
                    .build());
        } else {
            chosen.forEach(item -> interfaces.add(InstanceNetworkInterfaceSpecification.builder()
                    .networkCardIndex(item.networkCardIndex())
                    .deviceIndex(item.deviceIndex())
                    .interfaceType(item.interfaceType())
                    .subnetId(subnet.id())
                    .build()));
        }
        return RunInstancesRequest.builder()
                .dryRun(true)
                .minCount(1)
                .maxCount(1)
                .launchTemplate(specification ->
                        specification.launchTemplateName(template).version("$Latest"))
                .instanceType(type.name())
                .networkInterfaces(interfaces)
                .tagSpecifications(
                        tagged(tags, ResourceType.INSTANCE),
                        tagged(tags, ResourceType.VOLUME),
                        tagged(tags, ResourceType.NETWORK_INTERFACE))
                .build();
    }

    private static TagSpecification tagged(ResourceTags tags, ResourceType type) {
        return TagSpecification.builder().resourceType(type).tags(tags.forEc2()).build();
    }
}
