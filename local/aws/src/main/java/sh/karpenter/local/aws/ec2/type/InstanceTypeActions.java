package sh.karpenter.local.aws.ec2.type;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.catalog.Catalog;
import sh.karpenter.local.aws.catalog.InstanceType;
import sh.karpenter.local.aws.catalog.Zone;
import sh.karpenter.local.aws.ec2.tag.Filters;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.Page;
import sh.karpenter.local.aws.wire.Parameters;
import sh.karpenter.local.aws.wire.QueryAction;
import sh.karpenter.local.aws.wire.Xml;
import tools.jackson.databind.JsonNode;

/// DescribeInstanceTypes, DescribeInstanceTypeOfferings and DescribeSpotPriceHistory.
public final class InstanceTypeActions {
    private static final String LINUX = "Linux/UNIX";
    private static final List<String> PRODUCTS = List.of(LINUX);

    private final Catalog catalog;
    private final Clock clock;
    private final Map<String, String> rendered = new HashMap<>();
    private final Filters<InstanceType> typeFilters;
    private final Filters<Offering> offeringFilters;
    private final Filters<SpotOffer> spotFilters;

    public InstanceTypeActions(Catalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
        typeFilters = typeFilters();
        offeringFilters = Filters.<Offering>of()
                .field("instance-type", Offering::type)
                .field("location", Offering::location)
                .build();
        spotFilters = Filters.<SpotOffer>of()
                .field("availability-zone", offer -> offer.zone().name())
                .field("instance-type", SpotOffer::type)
                .field("product-description", SpotOffer::product)
                .build();
    }

    private record Offering(String type, String location) {
        String key() {
            return type + "/" + location;
        }
    }

    private record SpotOffer(String type, Zone zone, String product) {
        String key() {
            return type + "/" + zone.name() + "/" + product;
        }
    }

    /// The actions by name.
    public Map<String, QueryAction> actions() {
        return Map.of(
                "DescribeInstanceTypes", this::describeTypes,
                "DescribeInstanceTypeOfferings", this::describeOfferings,
                "DescribeSpotPriceHistory", this::describeSpotPrices);
    }

    private static Filters<InstanceType> typeFilters() {
        return Filters.<InstanceType>of()
                .field("instance-type", InstanceType::name)
                .field("bare-metal", InstanceType::bareMetal)
                .field("current-generation", type -> scalar(type, "CurrentGeneration"))
                .field("burstable-performance-supported", type -> scalar(type, "BurstablePerformanceSupported"))
                .field("free-tier-eligible", type -> scalar(type, "FreeTierEligible"))
                .field("hypervisor", type -> scalar(type, "Hypervisor"))
                .field("instance-storage-supported", type -> scalar(type, "InstanceStorageSupported"))
                .field("vcpu-info.default-vcpus", InstanceType::vcpus)
                .field("memory-info.size-in-mib", InstanceType::memoryMib)
                .fields("processor-info.supported-architecture", InstanceType::architectures)
                .fields("supported-usage-class", InstanceType::usageClasses)
                .fields("supported-virtualization-type", type -> texts(type, "SupportedVirtualizationTypes"))
                .fields("supported-root-device-type", type -> texts(type, "SupportedRootDeviceTypes"))
                .fields("supported-boot-mode", type -> texts(type, "SupportedBootModes"))
                .build();
    }

    private void describeTypes(Parameters request, Xml answer) {
        var names = request.texts("InstanceType");
        var size = request.integer("MaxResults");
        if (size != null && (size < 5 || size > 100)) {
            throw AwsFault.invalid("Value ( " + size + " ) for parameter MaxResults is invalid. Expecting 5 to 100.");
        }
        var types = catalog.types();
        var unknown = names.stream().filter(name -> !types.containsKey(name)).toList();
        if (!unknown.isEmpty()) {
            throw AwsFault.client(
                    "InvalidInstanceType", "The following supplied instance types do not exist: " + unknown);
        }
        var selected = typeFilters.select(types.values(), request);
        selected.removeIf(type -> !names.isEmpty() && !names.contains(type.name()));
        var page = Page.of(selected, InstanceType::name, size == null ? 100 : size, request.text("NextToken"));
        answer.items(
                        "instanceTypeSet",
                        page.items(),
                        (item, type) -> item.raw(
                                rendered.computeIfAbsent(type.name(), name -> InstanceTypeXml.of(type.json()))))
                .text("nextToken", page.next());
    }

    private void describeOfferings(Parameters request, Xml answer) {
        var kind = request.text("LocationType", "region");
        var offerings = new ArrayList<Offering>();
        for (var type : catalog.types().keySet()) {
            switch (kind) {
                case "region" -> offerings.add(new Offering(type, catalog.region()));
                case "availability-zone" ->
                    offered(type).forEach(zone -> offerings.add(new Offering(type, zone.name())));
                case "availability-zone-id" ->
                    offered(type).forEach(zone -> offerings.add(new Offering(type, zone.id())));
                default -> throw AwsFault.invalid("Invalid LocationType '" + kind + "'");
            }
        }
        var selected = offeringFilters.select(offerings, request);
        selected.sort(Comparator.comparing(Offering::key));
        var page = Page.of(selected, Offering::key, request.integer("MaxResults"), request.text("NextToken"));
        answer.items(
                        "instanceTypeOfferingSet",
                        page.items(),
                        (item, offering) -> item.text("instanceType", offering.type())
                                .text("locationType", kind)
                                .text("location", offering.location()))
                .text("nextToken", page.next());
    }

    private List<Zone> offered(String type) {
        return catalog.zones().stream()
                .filter(zone -> catalog.offers(zone.name(), type))
                .toList();
    }

    /// Answers one price per type, zone and product: the one of now. There is no history, because prices never
    /// change here.
    private void describeSpotPrices(Parameters request, Xml answer) {
        var names = request.texts("InstanceType");
        var products = request.texts("ProductDescription");
        var wantedZone = request.text("AvailabilityZone");
        var offers = new ArrayList<SpotOffer>();
        for (var type : catalog.types().keySet()) {
            if (!names.isEmpty() && !names.contains(type)) {
                continue;
            }
            for (var zone : offered(type)) {
                if ((wantedZone == null || wantedZone.equals(zone.name()))
                        && catalog.spotPrice(type, zone.name()) != null) {
                    PRODUCTS.stream()
                            .filter(product -> products.isEmpty() || products.contains(product))
                            .forEach(product -> offers.add(new SpotOffer(type, zone, product)));
                }
            }
        }
        var selected = spotFilters.select(offers, request);
        selected.sort(Comparator.comparing(SpotOffer::key));
        var size = request.integer("MaxResults");
        var page = Page.of(
                selected, SpotOffer::key, size == null ? 1000 : Math.min(size, 1000), request.text("NextToken"));
        var now = clock.instant().truncatedTo(ChronoUnit.HOURS);
        answer.items(
                        "spotPriceHistorySet",
                        page.items(),
                        (item, offer) -> item.text("instanceType", offer.type())
                                .text("productDescription", offer.product())
                                .text(
                                        "spotPrice",
                                        plain(catalog.spotPrice(
                                                offer.type(), offer.zone().name())))
                                .text("timestamp", now)
                                .text("availabilityZone", offer.zone().name())
                                .text("availabilityZoneId", offer.zone().id()))
                .text("nextToken", page.next() == null ? "" : page.next());
    }

    private static String plain(@Nullable Double price) {
        return price == null ? "" : new BigDecimal(price.toString()).setScale(6).toPlainString();
    }

    private static String scalar(InstanceType type, String member) {
        return type.json().path(member).asString("");
    }

    private static List<String> texts(InstanceType type, String member) {
        var texts = new ArrayList<String>();
        for (JsonNode one : type.json().path(member)) {
            texts.add(one.asString());
        }
        return texts;
    }
}
