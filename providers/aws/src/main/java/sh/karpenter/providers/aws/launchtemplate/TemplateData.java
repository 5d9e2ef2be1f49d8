package sh.karpenter.providers.aws.launchtemplate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.aws.BlockDevice;
import sh.karpenter.kube.api.aws.BlockDeviceMapping;
import sh.karpenter.kube.api.aws.ConnectionTracking;
import sh.karpenter.kube.api.aws.CpuOptions;
import sh.karpenter.kube.api.aws.MetadataOptions;
import sh.karpenter.kube.api.aws.NetworkInterface;
import sh.karpenter.kube.api.aws.ResolvedCapacityReservation;
import sh.karpenter.kube.api.aws.ResolvedSecurityGroup;
import sh.karpenter.providers.aws.cluster.ClusterIdentity;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.nodeclass.PlacementGroup;
import software.amazon.awssdk.services.ec2.model.CapacityReservationPreference;
import software.amazon.awssdk.services.ec2.model.CapacityReservationTarget;
import software.amazon.awssdk.services.ec2.model.ConnectionTrackingSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateBlockDeviceMappingRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateCapacityReservationSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateEbsBlockDeviceRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceMetadataTagsState;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceNetworkInterfaceSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplatePlacementRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/// The content of a launch template. Pure: the same order gives the same content, and so the same template.
final class TemplateData {
    private static final long GIBIBYTE = 1L << 30;
    private static final long DEFAULT_HOP_LIMIT = 2;

    /// Regions whose EC2 does not know IPv6 for the metadata service.
    private static final Set<String> WITHOUT_METADATA_IPV6 = Set.of(
            "us-iso-east-1", "us-iso-west-1", "us-isob-east-1", "us-isob-west-1", "us-isof-south-1", "us-isof-east-1");

    private final TemplateOrder order;
    private final NodeClass nodeClass;
    private final ClusterIdentity cluster;
    private final boolean reservations;

    private TemplateData(TemplateOrder order, ClusterIdentity cluster, boolean reservations) {
        this.order = order;
        this.nodeClass = order.nodeClass();
        this.cluster = cluster;
        this.reservations = reservations;
    }

    /// The content for an order.
    ///
    /// @param userData base64
    /// @param reservations whether capacity reservations are minded: then machines that are not launched into one
    ///     keep out of open ones
    static RequestLaunchTemplateData of(
            TemplateOrder order, ClusterIdentity cluster, String userData, boolean reservations) {
        return new TemplateData(order, cluster, reservations).build(userData);
    }

    private RequestLaunchTemplateData build(String userData) {
        var spec = nodeClass.spec();
        var data = RequestLaunchTemplateData.builder()
                .imageId(order.amiId())
                .userData(userData)
                .iamInstanceProfile(profile -> profile.name(nodeClass.status().instanceProfile()))
                .monitoring(monitoring -> monitoring.enabled(Boolean.TRUE.equals(spec.detailedMonitoring())))
                .enclaveOptions(enclave -> enclave.enabled(spec.enclaveOptions() != null
                        && Boolean.TRUE.equals(spec.enclaveOptions().enabled())))
                .metadataOptions(metadata())
                .networkInterfaces(networkInterfaces())
                .placement(placement())
                .tagSpecifications(tagSpecifications());
        var disks = disks();
        if (!disks.isEmpty()) {
            data.blockDeviceMappings(disks);
        }
        CpuOptions cpuOptions = spec.cpuOptions();
        if (cpuOptions != null && cpuOptions.nestedVirtualization() != null) {
            data.cpuOptions(cpu -> cpu.nestedVirtualization(cpuOptions.nestedVirtualization()));
        }
        if (reservations) {
            reserve(data);
        }
        return data.build();
    }

    private LaunchTemplatePlacementRequest placement() {
        var placement = LaunchTemplatePlacementRequest.builder().tenancy(order.tenancy());
        PlacementGroup group = nodeClass.placementGroup();
        if (group != null) {
            placement.groupId(group.id());
            if (order.partition() > 0) {
                placement.partitionNumber(order.partition());
            }
        }
        return placement.build();
    }

    private void reserve(RequestLaunchTemplateData.Builder data) {
        ResolvedCapacityReservation reservation = order.reservation();
        if (reservation == null) {
            data.capacityReservationSpecification(LaunchTemplateCapacityReservationSpecificationRequest.builder()
                    .capacityReservationPreference(CapacityReservationPreference.NONE)
                    .build());
            return;
        }
        data.capacityReservationSpecification(LaunchTemplateCapacityReservationSpecificationRequest.builder()
                .capacityReservationPreference(CapacityReservationPreference.CAPACITY_RESERVATIONS_ONLY)
                .capacityReservationTarget(CapacityReservationTarget.builder()
                        .capacityReservationId(reservation.id())
                        .build())
                .build());
        if ("capacity-block".equals(reservation.reservationType())) {
            data.instanceMarketOptions(market -> market.marketType("capacity-block"));
        } else if (Boolean.TRUE.equals(reservation.interruptible())) {
            data.instanceMarketOptions(market -> market.marketType("interruptible-capacity-reservation"));
        }
    }

    private LaunchTemplateInstanceMetadataOptionsRequest metadata() {
        MetadataOptions options = nodeClass.spec().metadataOptions();
        var metadata = LaunchTemplateInstanceMetadataOptionsRequest.builder()
                .instanceMetadataTags(LaunchTemplateInstanceMetadataTagsState.DISABLED);
        String ipv6;
        if (options == null) {
            metadata.httpEndpoint("disabled")
                    .httpPutResponseHopLimit((int) DEFAULT_HOP_LIMIT)
                    .httpTokens("required");
            ipv6 = cluster.ipv6() ? "enabled" : "disabled";
        } else {
            metadata.httpEndpoint(options.httpEndpoint()).httpTokens(options.httpTokens());
            if (options.httpPutResponseHopLimit() != null) {
                metadata.httpPutResponseHopLimit(Math.toIntExact(options.httpPutResponseHopLimit()));
            }
            ipv6 = options.httpProtocolIPv6();
        }
        if (!WITHOUT_METADATA_IPV6.contains(cluster.region())) {
            metadata.httpProtocolIpv6(ipv6);
        }
        return metadata.build();
    }

    private List<LaunchTemplateInstanceNetworkInterfaceSpecificationRequest> networkInterfaces() {
        var result = new ArrayList<LaunchTemplateInstanceNetworkInterfaceSpecificationRequest>();
        List<NetworkInterface> chosen = nodeClass.spec().networkInterfaces();
        if (chosen != null) {
            for (NetworkInterface item : chosen) {
                result.add(networkInterface(item.networkCardIndex(), item.deviceIndex(), item.interfaceType()));
            }
        } else if (order.efaInterfaces() > 0) {
            for (int card = 0; card < order.efaInterfaces(); card++) {
                result.add(networkInterface(card, card == 0 ? 0 : 1, "efa"));
            }
        } else {
            result.add(networkInterface(null, 0, null));
        }
        return result;
    }

    private LaunchTemplateInstanceNetworkInterfaceSpecificationRequest networkInterface(
            @Nullable Integer card, int device, @Nullable String type) {
        var result = LaunchTemplateInstanceNetworkInterfaceSpecificationRequest.builder()
                .deviceIndex(device)
                .groups(nodeClass.securityGroups().stream()
                        .map(ResolvedSecurityGroup::id)
                        .toList());
        if (card != null) {
            result.networkCardIndex(card);
        }
        if (type != null) {
            result.interfaceType(type);
        }
        if (type != null && NodeClass.efaOnly(type)) {
            return result.build();
        }
        var spec = nodeClass.spec();
        result.associatePublicIpAddress(spec.associatePublicIPAddress());
        if (cluster.ipv6()) {
            result.primaryIpv6(true).ipv6AddressCount(1).ipv6PrefixCount(spec.ipPrefixCount());
        } else {
            result.ipv4PrefixCount(spec.ipPrefixCount());
        }
        ConnectionTracking tracking = spec.connectionTracking();
        if (tracking != null) {
            result.connectionTrackingSpecification(ConnectionTrackingSpecificationRequest.builder()
                    .tcpEstablishedTimeout(tracking.tcpEstablishedTimeout())
                    .udpStreamTimeout(tracking.udpStreamTimeout())
                    .udpTimeout(tracking.udpTimeout())
                    .build());
        }
        return result.build();
    }

    private List<LaunchTemplateBlockDeviceMappingRequest> disks() {
        List<BlockDeviceMapping> disks = nodeClass.spec().blockDeviceMappings() == null
                ? nodeClass.family().defaultBlockDevices()
                : nodeClass.blockDevices();
        var result = new ArrayList<LaunchTemplateBlockDeviceMappingRequest>();
        for (BlockDeviceMapping disk : disks) {
            var mapping = LaunchTemplateBlockDeviceMappingRequest.builder().deviceName(disk.deviceName());
            if (disk.ebs() != null) {
                mapping.ebs(ebs(disk.ebs()));
            }
            result.add(mapping.build());
        }
        return result;
    }

    private static LaunchTemplateEbsBlockDeviceRequest ebs(BlockDevice disk) {
        var ebs = LaunchTemplateEbsBlockDeviceRequest.builder()
                .deleteOnTermination(disk.deleteOnTermination())
                .encrypted(disk.encrypted())
                .kmsKeyId(disk.kmsKeyID())
                .snapshotId(disk.snapshotID())
                .volumeInitializationRate(disk.volumeInitializationRate())
                .volumeType(disk.volumeType());
        if (disk.iops() != null && disk.iops() != 0) {
            ebs.iops(Math.toIntExact(disk.iops()));
        }
        if (disk.throughput() != null && disk.throughput() != 0) {
            ebs.throughput(Math.toIntExact(disk.throughput()));
        }
        Long bytes = disk.bytes();
        if (bytes != null) {
            ebs.volumeSize(Math.toIntExact((bytes + GIBIBYTE - 1) / GIBIBYTE));
        }
        return ebs.build();
    }

    private List<LaunchTemplateTagSpecificationRequest> tagSpecifications() {
        var types = new ArrayList<ResourceType>();
        types.add(ResourceType.NETWORK_INTERFACE);
        if (order.capacityType().equals(LabelKeys.SPOT)) {
            types.add(ResourceType.SPOT_INSTANCES_REQUEST);
        }
        return types.stream()
                .map(type -> LaunchTemplateTagSpecificationRequest.builder()
                        .resourceType(type)
                        .tags(order.tags().forEc2())
                        .build())
                .toList();
    }
}
