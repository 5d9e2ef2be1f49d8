package sh.karpenter.kube.api.aws;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// What the user asks of EC2. Terms of a list are alternatives; the fields of one term must all match.
///
/// @param subnetSelectorTerms subnets that nodes may be in
/// @param securityGroupSelectorTerms security groups of every node
/// @param capacityReservationSelectorTerms capacity reservations that may be used
/// @param placementGroupSelector the placement group of every node
/// @param associatePublicIPAddress on the primary interface; absent leaves the subnet's default
/// @param amiSelectorTerms images
/// @param amiFamily how user data is written: `AL2`, `AL2023`, `Bottlerocket`, `Custom`, `Windows2019` ...
/// @param userData merged with what the family needs
/// @param role IAM role; an instance profile is made for it; excludes `instanceProfile`
/// @param instanceProfile an existing instance profile
/// @param tags on everything that is created
/// @param kubelet fields of the kubelet's configuration, any of `kubelet.config.k8s.io/v1beta1`
/// @param blockDeviceMappings disks
/// @param instanceStorePolicy `RAID0` to use local disks
/// @param networkInterfaces the network interfaces of every node; absent is one
/// @param ipPrefixCount prefixes assigned to the primary interface
/// @param detailedMonitoring one-minute metrics
/// @param metadataOptions the instance metadata service
/// @param enclaveOptions Nitro Enclaves
/// @param connectionTracking idle timeouts of connections
/// @param context passed through as `Context` of the fleet request
/// @param cpuOptions nested virtualization
@WireRecord
public record EC2NodeClassSpec(
        List<SubnetSelectorTerm> subnetSelectorTerms,
        List<SecurityGroupSelectorTerm> securityGroupSelectorTerms,
        @Nullable List<CapacityReservationSelectorTerm> capacityReservationSelectorTerms,
        @Nullable PlacementGroupSelector placementGroupSelector,
        @Nullable Boolean associatePublicIPAddress,
        List<AmiSelectorTerm> amiSelectorTerms,
        @Nullable String amiFamily,
        @Nullable String userData,
        @Nullable String role,
        @Nullable String instanceProfile,
        @Nullable Map<String, String> tags,
        @Nullable Map<String, Object> kubelet,
        @Nullable List<BlockDeviceMapping> blockDeviceMappings,
        @Nullable String instanceStorePolicy,
        @Nullable List<NetworkInterface> networkInterfaces,
        @Nullable Integer ipPrefixCount,
        @Nullable Boolean detailedMonitoring,
        @Nullable MetadataOptions metadataOptions,
        @Nullable EnclaveOptions enclaveOptions,
        @Nullable ConnectionTracking connectionTracking,
        @Nullable String context,
        @Nullable CpuOptions cpuOptions) {}
