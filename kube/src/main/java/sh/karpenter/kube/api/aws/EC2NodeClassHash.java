package sh.karpenter.kube.api.aws;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.hash.Fnv;
import sh.karpenter.kube.api.hash.StructHash;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The static hash of a node class: what cannot be compared with a running machine any more, such as user data.
/// It is stored in the annotation [AwsNames#ANNOTATION_HASH] of the class and of its NodeClaims.
///
/// The selector terms do not count, because what they select is compared with the machine; nor does
/// `ipPrefixCount`. The image family counts as resolved, so naming by `amiFamily` what an alias said before
/// changes nothing. Order in lists does not count.
public final class EC2NodeClassHash {
    /// Version of the algorithm; hashes of different versions are not compared.
    public static final String VERSION = "v6";

    private static final JsonMapper SORTED_JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private EC2NodeClassHash() {}

    /// The hash as an unsigned decimal.
    ///
    /// @param caBundle certificates that user data hands to the node, null when there are none
    public static String of(EC2NodeClassSpec spec, @Nullable String caBundle) {
        long hash = spec(spec)
                ^ Fnv.text(AmiFamilies.resolve(spec))
                ^ Fnv.text(caBundle == null ? "" : caBundle)
                ^ Fnv.text(kubeletText(spec.kubelet()));
        return Long.toUnsignedString(hash);
    }

    /// The kubelet block as JSON with sorted keys, `null` when empty. Characters that are special in HTML are
    /// escaped, as the hashes already stored in clusters have them.
    static String kubeletText(@Nullable Map<String, Object> kubelet) {
        if (kubelet == null || kubelet.isEmpty()) {
            return "null";
        }
        return SORTED_JSON
                .writeValueAsString(kubelet)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026");
    }

    private static long spec(EC2NodeClassSpec spec) {
        return StructHash.of("EC2NodeClassSpec")
                .present("PlacementGroupSelector", spec.placementGroupSelector(), EC2NodeClassHash::placementGroup)
                .present("AssociatePublicIPAddress", spec.associatePublicIPAddress(), Fnv::bool)
                .present("UserData", spec.userData(), Fnv::text)
                .text("Role", spec.role())
                .present("InstanceProfile", spec.instanceProfile(), Fnv::text)
                .present("Tags", spec.tags(), Fnv::map)
                .present("BlockDeviceMappings", spec.blockDeviceMappings(), EC2NodeClassHash::blockDeviceMappings)
                .present("InstanceStorePolicy", spec.instanceStorePolicy(), Fnv::text)
                .present("NetworkInterfaces", spec.networkInterfaces(), EC2NodeClassHash::networkInterfaces)
                .present("DetailedMonitoring", spec.detailedMonitoring(), Fnv::bool)
                .present("MetadataOptions", spec.metadataOptions(), EC2NodeClassHash::metadataOptions)
                .present("EnclaveOptions", spec.enclaveOptions(), EC2NodeClassHash::enclaveOptions)
                .present("ConnectionTracking", spec.connectionTracking(), EC2NodeClassHash::connectionTracking)
                .present("Context", spec.context(), Fnv::text)
                .present("CPUOptions", spec.cpuOptions(), EC2NodeClassHash::cpuOptions)
                .value();
    }

    private static long placementGroup(PlacementGroupSelector selector) {
        return StructHash.of("PlacementGroupSelector")
                .text("Name", selector.name())
                .text("ID", selector.id())
                .value();
    }

    private static long blockDeviceMappings(List<BlockDeviceMapping> mappings) {
        return Fnv.unordered(mappings, EC2NodeClassHash::blockDeviceMapping);
    }

    private static long blockDeviceMapping(BlockDeviceMapping mapping) {
        return StructHash.of("BlockDeviceMapping")
                .present("DeviceName", mapping.deviceName(), Fnv::text)
                .present("EBS", mapping.ebs(), EC2NodeClassHash::blockDevice)
                .bool("RootVolume", mapping.rootVolume())
                .value();
    }

    private static long blockDevice(BlockDevice device) {
        return StructHash.of("BlockDevice")
                .present("DeleteOnTermination", device.deleteOnTermination(), Fnv::bool)
                .present("Encrypted", device.encrypted(), Fnv::bool)
                .present("IOPS", device.iops(), Fnv::int64)
                .present("KMSKeyID", device.kmsKeyID(), Fnv::text)
                .present("SnapshotID", device.snapshotID(), Fnv::text)
                .present("Throughput", device.throughput(), Fnv::int64)
                .present("VolumeInitializationRate", device.volumeInitializationRate(), Fnv::int32)
                .present("VolumeSize", device.volumeSize(), size -> Fnv.text(canonicalSize(size)))
                .present("VolumeType", device.volumeType(), Fnv::text)
                .value();
    }

    /// A size in its largest unit without a fraction: `1024Gi` is `1Ti`, `1500G` stays.
    static String canonicalSize(String size) {
        boolean binary = size.endsWith("i");
        int unitStart = size.length() - (binary ? 2 : 1);
        if (unitStart <= 0) {
            return size;
        }
        BigDecimal amount = new BigDecimal(size.substring(0, unitStart));
        BigDecimal step = BigDecimal.valueOf(binary ? 1024 : 1000);
        String units = "GTPE";
        int unit = units.indexOf(size.charAt(unitStart));
        while (unit >= 0
                && unit < units.length() - 1
                && amount.signum() != 0
                && amount.remainder(step).signum() == 0) {
            amount = amount.divide(step);
            unit++;
        }
        return unit < 0 ? size : amount.toPlainString() + units.charAt(unit) + (binary ? "i" : "");
    }

    private static long networkInterfaces(List<NetworkInterface> interfaces) {
        return Fnv.unordered(interfaces, EC2NodeClassHash::networkInterface);
    }

    private static long networkInterface(NetworkInterface networkInterface) {
        return StructHash.of("NetworkInterface")
                .int32("NetworkCardIndex", networkInterface.networkCardIndex())
                .int32("DeviceIndex", networkInterface.deviceIndex())
                .text("InterfaceType", networkInterface.interfaceType())
                .value();
    }

    private static long metadataOptions(MetadataOptions options) {
        return StructHash.of("MetadataOptions")
                .present("HTTPEndpoint", options.httpEndpoint(), Fnv::text)
                .present("HTTPProtocolIPv6", options.httpProtocolIPv6(), Fnv::text)
                .present("HTTPPutResponseHopLimit", options.httpPutResponseHopLimit(), Fnv::int64)
                .present("HTTPTokens", options.httpTokens(), Fnv::text)
                .value();
    }

    private static long enclaveOptions(EnclaveOptions options) {
        return StructHash.of("EnclaveOptions")
                .bool("Enabled", options.enabled())
                .value();
    }

    private static long connectionTracking(ConnectionTracking tracking) {
        return StructHash.of("ConnectionTracking")
                .present("TCPEstablishedTimeout", tracking.tcpEstablishedTimeout(), Fnv::int32)
                .present("UDPStreamTimeout", tracking.udpStreamTimeout(), Fnv::int32)
                .present("UDPTimeout", tracking.udpTimeout(), Fnv::int32)
                .value();
    }

    private static long cpuOptions(CpuOptions options) {
        return StructHash.of("CPUOptions")
                .present("NestedVirtualization", options.nestedVirtualization(), Fnv::text)
                .value();
    }
}
