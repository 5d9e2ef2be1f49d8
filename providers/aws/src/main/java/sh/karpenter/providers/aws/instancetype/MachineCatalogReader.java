package sh.karpenter.providers.aws.instancetype;

import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.InstanceTypeOffering;
import software.amazon.awssdk.services.ec2.model.LocationType;

/// Asks EC2 which machines there are, and where.
public final class MachineCatalogReader {
    private static final int TYPES_PER_PAGE = 100;
    private static final int OFFERINGS_PER_PAGE = 1000;

    private final Ec2Client ec2;

    public MachineCatalogReader(Ec2Client ec2) {
        this.ec2 = ec2;
    }

    /// Everything that Kubernetes can run on, whatever its generation or size.
    ///
    /// @throws software.amazon.awssdk.core.exception.SdkException when EC2 does not answer
    public MachineCatalog read() {
        return new MachineCatalog(types(), zones());
    }

    private SequencedMap<String, InstanceTypeInfo> types() {
        var types = new TreeMap<String, InstanceTypeInfo>();
        var request = DescribeInstanceTypesRequest.builder()
                .filters(
                        filter("supported-virtualization-type", "hvm"),
                        filter("processor-info.supported-architecture", "x86_64", "arm64"))
                .maxResults(TYPES_PER_PAGE)
                .build();
        for (InstanceTypeInfo type : ec2.describeInstanceTypesPaginator(request).instanceTypes()) {
            types.put(type.instanceTypeAsString(), type);
        }
        return types;
    }

    private SequencedMap<String, SortedSet<String>> zones() {
        var zones = new TreeMap<String, SortedSet<String>>();
        var request = DescribeInstanceTypeOfferingsRequest.builder()
                .locationType(LocationType.AVAILABILITY_ZONE)
                .maxResults(OFFERINGS_PER_PAGE)
                .build();
        for (InstanceTypeOffering offering :
                ec2.describeInstanceTypeOfferingsPaginator(request).instanceTypeOfferings()) {
            zones.computeIfAbsent(offering.instanceTypeAsString(), _ -> new TreeSet<>())
                    .add(offering.location());
        }
        return zones;
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }
}
