package sh.karpenter.local.aws.catalog;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One EC2 instance type.
///
/// @param name for example `m5.large`
/// @param architectures for example `x86_64`
/// @param vcpus default virtual CPUs
/// @param memoryMib advertised memory in MiB
/// @param network what its network interfaces allow
/// @param storageGb instance storage in decimal GB, 0 without
/// @param usageClasses `on-demand`, `spot`, `capacity-block`
/// @param json everything that DescribeInstanceTypes answers, in the API's member names; not to be changed
public record InstanceType(
        String name,
        List<String> architectures,
        int vcpus,
        long memoryMib,
        Network network,
        long storageGb,
        List<String> usageClasses,
        ObjectNode json) {

    /// What the network of a type allows.
    ///
    /// @param interfaces interfaces of the default network card
    /// @param ipv4PerInterface addresses of each interface
    /// @param maximumEfaInterfaces 0 when it has no Elastic Fabric Adapter
    public record Network(int interfaces, int ipv4PerInterface, int maximumEfaInterfaces) {
        /// Pods that get an address when each needs one of its own: the first address of an interface is its own,
        /// and two pods use the host's network.
        public int pods() {
            return interfaces <= 0 ? 0 : interfaces * (ipv4PerInterface - 1) + 2;
        }
    }

    static InstanceType of(ObjectNode json) {
        var network = json.path("NetworkInfo");
        var card = network.path("NetworkCards")
                .path(network.path("DefaultNetworkCardIndex").asInt(0));
        return new InstanceType(
                json.path("InstanceType").asString(),
                texts(json.path("ProcessorInfo").path("SupportedArchitectures")),
                json.path("VCpuInfo").path("DefaultVCpus").asInt(0),
                json.path("MemoryInfo").path("SizeInMiB").asLong(0),
                new Network(
                        card.path("MaximumNetworkInterfaces")
                                .asInt(network.path("MaximumNetworkInterfaces").asInt(0)),
                        network.path("Ipv4AddressesPerInterface").asInt(0),
                        network.path("EfaInfo").path("MaximumEfaInterfaces").asInt(0)),
                json.path("InstanceStorageInfo").path("TotalSizeInGB").asLong(0),
                texts(json.path("SupportedUsageClasses")),
                json);
    }

    /// Whether the type has no hypervisor below it.
    public boolean bareMetal() {
        return json.path("BareMetal").asBoolean(false);
    }

    /// How many EBS volumes one machine can have attached, its root volume among them; 0 when that is not known.
    public int mostVolumes() {
        return json.path("EbsInfo").path("MaximumEbsAttachments").asInt(0);
    }

    /// Whether volumes share their slots with network interfaces: of those the number above allows for one.
    public boolean sharesVolumeSlots() {
        return json.path("EbsInfo").path("AttachmentLimitType").asString("").equals("shared");
    }

    /// Accelerators of a vendor, for example GPUs of `NVIDIA`.
    public int gpus(String manufacturer) {
        int count = 0;
        for (var gpu : json.path("GpuInfo").path("Gpus")) {
            if (gpu.path("Manufacturer").asString("").equals(manufacturer)) {
                count += gpu.path("Count").asInt(0);
            }
        }
        return count;
    }

    /// Neuron devices, and the cores of all of them.
    public NeuronDevices neuron() {
        int devices = 0;
        int cores = 0;
        for (var device : json.path("NeuronInfo").path("NeuronDevices")) {
            int count = device.path("Count").asInt(0);
            devices += count;
            cores += count * device.path("CoreInfo").path("Count").asInt(0);
        }
        return new NeuronDevices(devices, cores);
    }

    /// @param devices number of devices
    /// @param cores cores of all devices together
    public record NeuronDevices(int devices, int cores) {}

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        for (var element : array) {
            texts.add(element.asString());
        }
        return List.copyOf(texts);
    }
}
