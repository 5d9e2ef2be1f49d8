package sh.karpenter.providers.aws.instancetype;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.kube.api.aws.BlockDeviceMapping;
import sh.karpenter.kube.api.aws.ConnectionTracking;
import sh.karpenter.kube.api.aws.CpuOptions;
import sh.karpenter.kube.api.aws.EnclaveOptions;
import sh.karpenter.kube.api.aws.NetworkInterface;
import sh.karpenter.kube.api.aws.ResolvedAmi;
import sh.karpenter.kube.api.aws.ResolvedCapacityReservation;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.nodeclass.AmiFamily;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.nodeclass.PlacementGroup;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;

/// The machines of the region as node classes make them. Classes that ask for the same share one list.
public final class InstanceTypes {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final int CLASSES_REMEMBERED = 64;
    private static final double MEBIBYTE = 1 << 20;

    private final MachineCatalogReader reader;
    private final ResolverSettings settings;
    private final DiscoveredMemory discovered;
    private final VpcLimits limits = VpcLimits.load();
    private final NetworkBandwidth bandwidth = NetworkBandwidth.load();
    private final AtomicReference<Known> known = new AtomicReference<>(new Known(MachineCatalog.EMPTY, 0));
    private final AtomicLong generations = new AtomicLong();
    private final Cache<Inputs, Listed> lists =
            Caffeine.newBuilder().maximumSize(CLASSES_REMEMBERED).build();

    public InstanceTypes(MachineCatalogReader reader, ResolverSettings settings, DiscoveredMemory discovered) {
        this.reader = reader;
        this.settings = settings;
        this.discovered = discovered;
    }

    /// Asks EC2 again. An empty answer is not believed: the types known before stay.
    ///
    /// @throws software.amazon.awssdk.core.exception.SdkException when EC2 does not answer
    public void refresh() {
        MachineCatalog fresh = reader.read();
        if (fresh.types().isEmpty() || fresh.zones().isEmpty()) {
            LOG.warn("EC2 answered with no instance types; keeping those known before");
            return;
        }
        Known before = known.get();
        if (!fresh.equals(before.catalog())) {
            known.set(new Known(fresh, before.generation() + 1));
            LOG.atInfo().addKeyValue("count", fresh.types().size()).log("discovered instance types");
        }
    }

    /// Shows the size of every type, as EC2 says it.
    public void measure(ProviderMeters meters) {
        catalog()
                .types()
                .values()
                .forEach(info -> meters.instanceType(
                        info.instanceTypeAsString(),
                        info.vCpuInfo().defaultVCpus(),
                        info.memoryInfo().sizeInMiB() * MEBIBYTE));
    }

    /// What EC2 said last.
    public MachineCatalog catalog() {
        return known.get().catalog();
    }

    /// All types as the class makes them.
    public Listed list(NodeClass nodeClass) {
        Known now = known.get();
        return lists.get(
                Inputs.of(now.generation(), nodeClass, discovered.generation()),
                _ -> new Listed(resolve(now.catalog(), nodeClass), generations.incrementAndGet()));
    }

    /// One type as the class makes it, null when EC2 does not know it.
    public @Nullable MachineType find(NodeClass nodeClass, String name) {
        MachineCatalog now = catalog();
        InstanceTypeInfo info = now.types().get(name);
        return info == null ? null : resolve(info, now, nodeClass);
    }

    private List<MachineType> resolve(MachineCatalog catalog, NodeClass nodeClass) {
        var result = new ArrayList<MachineType>(catalog.types().size());
        for (InstanceTypeInfo info : catalog.types().values()) {
            result.add(resolve(info, catalog, nodeClass));
        }
        return Collections.unmodifiableList(result);
    }

    private MachineType resolve(InstanceTypeInfo info, MachineCatalog catalog, NodeClass nodeClass) {
        String name = info.instanceTypeAsString();
        SortedSet<String> zones = new TreeSet<>(catalog.zonesOf(name));
        zones.retainAll(nodeClass.zones().keySet());
        Requirements labels = TypeLabels.of(info, nodeClass, zones, settings.region(), bandwidth);
        Resources computed = Capacity.of(info, nodeClass, settings, limits);
        Resources overhead = Overhead.of(info, nodeClass, computed);
        Long seen = discovered.bytes(name, nodeClass.amis());
        Resources capacity = seen == null ? computed : computed.with(ResourceNames.MEMORY, seen);
        return new MachineType(
                info,
                labels,
                Collections.unmodifiableSortedSet(zones),
                capacity,
                overhead,
                ClassCompatibility.compatible(info, nodeClass));
    }

    /// The types of a class.
    ///
    /// @param types in order of name
    /// @param generation equal numbers mean equal lists
    public record Listed(List<MachineType> types, long generation) {}

    /// @param generation equal numbers mean equal catalogues; cheaper to compare than a thousand descriptions
    private record Known(MachineCatalog catalog, long generation) {}

    /// Everything of a class that its list depends on; equal inputs mean equal lists.
    private record Inputs(
            long catalog,
            long discovered,
            AmiFamily family,
            SequencedMap<String, String> zones,
            List<ResolvedAmi> amis,
            List<ResolvedCapacityReservation> reservations,
            Map<String, Object> kubelet,
            List<BlockDeviceMapping> blockDevices,
            @Nullable List<NetworkInterface> networkInterfaces,
            @Nullable String instanceStorePolicy,
            @Nullable CpuOptions cpuOptions,
            @Nullable EnclaveOptions enclaveOptions,
            @Nullable ConnectionTracking connectionTracking,
            @Nullable PlacementGroup placementGroup) {

        static Inputs of(long catalog, NodeClass nodeClass, long discovered) {
            var spec = nodeClass.spec();
            return new Inputs(
                    catalog,
                    discovered,
                    nodeClass.family(),
                    nodeClass.zones(),
                    nodeClass.amis(),
                    nodeClass.reservations(),
                    spec.kubelet() == null ? new TreeMap<>() : spec.kubelet(),
                    nodeClass.blockDevices(),
                    spec.networkInterfaces(),
                    spec.instanceStorePolicy(),
                    spec.cpuOptions(),
                    spec.enclaveOptions(),
                    spec.connectionTracking(),
                    nodeClass.placementGroup());
        }
    }
}
