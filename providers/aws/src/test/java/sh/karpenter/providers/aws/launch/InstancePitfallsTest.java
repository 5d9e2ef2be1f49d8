package sh.karpenter.providers.aws.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.providers.aws.testbed.ClaimBuilder.claim;
import static sh.karpenter.providers.aws.testbed.NodeClassBuilder.nodeClass;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.kube.api.aws.AmiSelectorTerm;
import sh.karpenter.kube.api.aws.BlockDeviceMapping;
import sh.karpenter.kube.api.aws.CapacityReservationSelectorTerm;
import sh.karpenter.kube.api.aws.ConnectionTracking;
import sh.karpenter.kube.api.aws.MetadataOptions;
import sh.karpenter.kube.api.aws.NetworkInterface;
import sh.karpenter.kube.api.aws.ResolvedAmi;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.local.aws.ec2.capacity.CapacityLimit;
import sh.karpenter.local.aws.eks.Cluster;
import sh.karpenter.local.aws.fault.Fault;
import sh.karpenter.providers.aws.ami.AmiOutcome;
import sh.karpenter.providers.aws.ami.Amis;
import sh.karpenter.providers.aws.ami.KubernetesVersion;
import sh.karpenter.providers.aws.batch.Batcher;
import sh.karpenter.providers.aws.cluster.ClusterIdentity;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.instance.Instances;
import sh.karpenter.providers.aws.instancetype.DiscoveredMemory;
import sh.karpenter.providers.aws.instancetype.InstanceTypes;
import sh.karpenter.providers.aws.instancetype.MachineCatalogReader;
import sh.karpenter.providers.aws.instancetype.MachineType;
import sh.karpenter.providers.aws.instancetype.ResolverSettings;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.label.AwsResources;
import sh.karpenter.providers.aws.launchtemplate.LaunchTemplates;
import sh.karpenter.providers.aws.launchtemplate.TemplateOrder;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.nodeclass.AmiFamily;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.nodeclass.PlacementGroup;
import sh.karpenter.providers.aws.offering.ReservationCounts;
import sh.karpenter.providers.aws.offering.UnavailableOfferings;
import sh.karpenter.providers.aws.pricing.PriceBook;
import sh.karpenter.providers.aws.pricing.SpotHistory;
import sh.karpenter.providers.aws.reservation.CapacityReservations;
import sh.karpenter.providers.aws.subnet.FreeAddresses;
import sh.karpenter.providers.aws.tag.ResourceTags;
import sh.karpenter.providers.aws.testbed.AwsTestBed;
import sh.karpenter.providers.aws.testbed.BuiltProvider;
import sh.karpenter.providers.aws.testbed.ClaimBuilder;
import sh.karpenter.providers.aws.testbed.ProviderBed;
import sh.karpenter.providers.aws.userdata.NodeBoot;
import sh.karpenter.providers.aws.userdata.UserData;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeCapacityReservationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeCapacityReservationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesResponse;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.InstanceTypeOffering;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;

/// What is easy to get wrong about instance types, images and launches, point by point.
///
/// Not here: what belongs to zonal shift and to node repair, neither of which exists yet (an early end of a shift,
/// zone ids known from the first list only, fault codes without word boundary).
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class InstancePitfallsTest {
    private static final String ZONE = "us-east-1a";

    private final ProviderBed bed = new ProviderBed();

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    @Order(1)
    void whatEc2RefusedIsAvoidedUnderEveryNodeClassAtOnce() {
        NodeClass one = bed.nodeClass();
        NodeClass other = named("other", one);
        assertThat(offering(one, LabelKeys.ON_DEMAND).available()).isTrue();
        assertThat(offering(other, LabelKeys.ON_DEMAND).available()).isTrue();
        bed.memory().unavailable().markOffering(LabelKeys.ON_DEMAND, "m5.large", ZONE);
        assertThat(offering(one, LabelKeys.ON_DEMAND).available()).isFalse();
        assertThat(offering(other, LabelKeys.ON_DEMAND).available()).isFalse();
    }

    @Test
    @Order(2)
    void anotherFamilyShowsAtOnce() {
        assertThat(listed(bed.nodeClass()).requirements().values(LabelKeys.OS)).isEqualTo(ValueSet.only("linux"));
        var windows = nodeClass()
                .alias("windows2022@latest")
                .build()
                .with(bed.nodeClass().status());
        assertThat(listed(windows).requirements().values(LabelKeys.OS)).isEqualTo(ValueSet.only("windows"));
    }

    @Test
    @Order(3)
    void aFullPlacementGroupIsAvoidedWhateverThePartition() {
        bed.nodeClass(bed.nodeClass().with(new PlacementGroup(createGroup(), "racks", "partition", 3)));
        bed.aws().aws().ec2().pools().limit(CapacityLimit.of("m5.large", "*", "on-demand", 0));
        var second = m5("web").in(AwsLabels.PLACEMENT_GROUP_PARTITION, "2").build();
        assertThat(bed.provider().launch(second)).isInstanceOf(LaunchOutcome.InsufficientCapacity.class);
        int fleets = bed.aws().aws().requests().count("ec2", "CreateFleet");
        assertThat(bed.provider().launch(second)).isInstanceOf(LaunchOutcome.InsufficientCapacity.class);
        assertThat(bed.aws().aws().requests().count("ec2", "CreateFleet")).isEqualTo(fleets);
    }

    @Test
    @Order(4)
    void ofSeveralPartitionsTheSmallestByNumberIsMeant() {
        NodeClass racks = bed.nodeClass().with(new PlacementGroup("pg-1", "racks", "partition", 12));
        var need = LaunchNeed.of(
                m5("web").in(AwsLabels.PLACEMENT_GROUP_PARTITION, "10", "2").build());
        assertThat(FleetPlanner.partition(racks, need)).isEqualTo(2);
    }

    @Test
    @Order(7)
    void aBlockDeviceWithoutVolumeIsOnlyADevice() {
        NodeClass withDevice = nodeClass()
                .blockDevices(new BlockDeviceMapping("/dev/xvdc", null, null))
                .build()
                .with(bed.nodeClass().status());
        assertThat(machine(withDevice, "m5.large").capacity().get(ResourceNames.EPHEMERAL_STORAGE))
                .isEqualTo(20L << 30);
        assertThat(template(withDevice, AwsTestBed.REGION).blockDeviceMappings())
                .singleElement()
                .satisfies(device -> assertThat(device.ebs()).isNull());
    }

    @Test
    @Order(8)
    void anAnswerWithTooFewMachinesAndNoErrorNamesNoPlaceAndIsALackOfCapacity() {
        List<String> counted = new ArrayList<>();
        var unavailable = new UnavailableOfferings(bed.aws().time());
        lessons(unavailable, counted).learn(order(), List.of(FleetAnswer.Refusal.tooFew()));
        assertThat(unavailable.marks().offerings()).isEmpty();
        assertThat(counted).hasSize(1);
        assertThat(FleetErrors.outcome(List.of(FleetAnswer.Refusal.tooFew())))
                .isInstanceOf(LaunchOutcome.InsufficientCapacity.class);
    }

    @Test
    @Order(9)
    void userDataDoesNotDependOnTheOrderOfMaps() {
        Map<String, Object> forwards = new LinkedHashMap<>();
        forwards.put("evictionHard", ordered("memory.available", "5%", "nodefs.available", "10%"));
        forwards.put("kubeReserved", ordered("cpu", "100m", "memory", "1Gi"));
        Map<String, Object> backwards = new LinkedHashMap<>();
        backwards.put("kubeReserved", ordered("memory", "1Gi", "cpu", "100m"));
        backwards.put("evictionHard", ordered("nodefs.available", "10%", "memory.available", "5%"));
        for (AmiFamily family : AmiFamily.values()) {
            assertThat(userData(family, nodeClass().kubelet(forwards).build()))
                    .isEqualTo(userData(family, nodeClass().kubelet(backwards).build()));
        }
    }

    @Test
    @Order(10)
    void settingsOfBottlerocketThatWeDoNotKnowStay() {
        String custom = "[settings.kubernetes]\nfrom-the-future = \"yes\"\n";
        assertThat(userData(AmiFamily.BOTTLEROCKET, nodeClass().userData(custom).build()))
                .contains("from-the-future = \"yes\"");
    }

    @Test
    @Order(11)
    void aRefusalIsCountedOnceHoweverManyClaimsShareTheFleet() {
        List<String> counted = new ArrayList<>();
        var meters = new ProviderMeters(new Counting(counted));
        bed.aws().aws().ec2().pools().limit(CapacityLimit.of("m5.large", "*", "on-demand", 0));
        var ec2 = bed.aws().clients().ec2();
        var fleets = new Fleets(
                ec2,
                new Instances(ec2, AwsTestBed.CLUSTER, Batcher.Window.none(), meters),
                lessons(new UnavailableOfferings(bed.aws().time()), counted),
                new Batcher.Window(Duration.ofMillis(500), Duration.ofSeconds(5), 4),
                meters,
                bed.aws().time());
        FleetOrder order = orderFor(ensured(bed.nodeClass(), AwsTestBed.REGION));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> fleets.launch(order, "claim-" + i, "uid-" + i), threads))
                    .toList();
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(
                                    answer.join().errors().getFirst().failure().unfulfillable())
                            .isTrue());
        }
        assertThat(bed.aws().aws().requests().count("ec2", "CreateFleet")).isEqualTo(1);
        assertThat(counted)
                .filteredOn(line -> line.startsWith("cloudprovider_instance_launch_failures_total"))
                .containsExactly("cloudprovider_instance_launch_failures_total{zone=us-east-1a, zone_id=use1-az6,"
                        + " capacity_type=on-demand, reason=LaunchFailed}");
    }

    @Test
    @Order(12)
    void trackingConnectionsNeedsAHypervisorThatIsNitro() {
        NodeClass tracking = nodeClass()
                .connectionTracking(new ConnectionTracking(300, null, null))
                .build()
                .with(bed.nodeClass().status());
        assertThat(machine(tracking, "m5.large").compatible()).isTrue();
        assertThat(machine(tracking, "m5.metal").compatible()).isFalse();
        assertThat(machine(tracking, "m4.large").compatible()).isFalse();
        assertThat(machine(bed.nodeClass(), "m5.metal").compatible()).isTrue();
    }

    @Test
    @Order(13)
    void beforeSpotPricesAreKnownSpotIsNoCheaper() {
        var book = new PriceBook(
                AwsTestBed.REGION,
                null,
                new SpotHistory(bed.aws().clients().ec2(), bed.aws().time()));
        assertThat(book.prices().spot("m5.large", ZONE))
                .isNotNull()
                .isEqualTo(book.prices().onDemand("m5.large"));
        book.refresh();
        assertThat(Objects.requireNonNull(book.prices().spot("m5.large", ZONE)))
                .isLessThan(Objects.requireNonNull(book.prices().onDemand("m5.large")));
        assertThat(book.prices().spot("m5.large", "us-east-1z")).isNull();
    }

    @Test
    @Order(14)
    void sharesOfMemoryToKeepFreeAreOfTheEstimateNotOfWhatANodeReported() {
        NodeClass tenPercent = nodeClass()
                .kubelet(Map.of("evictionHard", Map.of("memory.available", "10%")))
                .build()
                .with(bed.nodeClass().status());
        var discovered = new DiscoveredMemory(bed.aws().time());
        var types = types(bed.aws().clients().ec2(), discovered, 0);
        MachineType estimated = Objects.requireNonNull(types.find(tenPercent, "m5.large"));
        discovered.report("m5.large", tenPercent.amis(), 5L << 30);
        MachineType reported = Objects.requireNonNull(types.find(tenPercent, "m5.large"));
        assertThat(reported.capacity().get(ResourceNames.MEMORY)).isEqualTo(5L << 30);
        assertThat(reported.overhead()).isEqualTo(estimated.overhead());
    }

    @Test
    @Order(15)
    void whatAnIsolatedRegionDoesNotKnowIsLeftOutThereOnly() {
        NodeClass ipv6 = nodeClass()
                .metadataOptions(new MetadataOptions("enabled", "enabled", 1L, "required"))
                .build()
                .with(bed.nodeClass().status());
        assertThat(template(ipv6, "us-iso-east-1").metadataOptions().httpProtocolIpv6AsString())
                .isNull();
        assertThat(template(ipv6, AwsTestBed.REGION).metadataOptions().httpProtocolIpv6AsString())
                .isEqualTo("enabled");
    }

    @Test
    @Order(16)
    void aShareOfAGpuIsNoGpuAlthoughTheMachineHasTheLabel() {
        MachineType shared = machine(bed.nodeClass(), "g6f.large");
        assertThat(shared.capacity().has(AwsResources.NVIDIA_GPU)).isFalse();
        assertThat(shared.requirements().values(AwsLabels.GPU_COUNT)).isEqualTo(ValueSet.only("0"));
        assertThat(machine(bed.nodeClass(), "g6.xlarge").capacity().get(AwsResources.NVIDIA_GPU))
                .isEqualTo(1);
    }

    @Test
    @Order(17)
    void aClusterWithADnsOfItsOwnIsAskedForItsAddressesAtEks() {
        var cluster = new Cluster(AwsTestBed.CLUSTER, "https://cluster.test", "dGVzdA==", "fd00::/108", "1.35");
        try (var built = new BuiltProvider(new AwsTestBed(cluster), null, Map.of())) {
            built.apply(nodeClass().spec());
            built.settle();
            assertThat(built.condition("Ready").status()).isEqualTo(ConditionStatus.TRUE);
            assertThat(contentOfTheTemplate(built.bed().clients().ec2())
                            .networkInterfaces()
                            .getFirst()
                            .primaryIpv6())
                    .isTrue();
        }
    }

    @Test
    @Order(18)
    void interfacesThatAreKeptFromPodsDoNotChangeWhatTheKubeletKeeps() {
        var ec2 = bed.aws().clients().ec2();
        var discovered = new DiscoveredMemory(bed.aws().time());
        MachineType all = Objects.requireNonNull(types(ec2, discovered, 0).find(bed.nodeClass(), "m5.large"));
        MachineType oneLess = Objects.requireNonNull(types(ec2, discovered, 1).find(bed.nodeClass(), "m5.large"));
        assertThat(all.capacity().get(ResourceNames.PODS)).isEqualTo(29);
        assertThat(oneLess.capacity().get(ResourceNames.PODS)).isEqualTo(20);
        assertThat(oneLess.overhead()).isEqualTo(all.overhead());
    }

    @Test
    @Order(19)
    void ofTwoImagesForTheSameMachinesTheNewerWinsWhicheverTermFoundIt() {
        var images = new Answering()
                .with(image("ami-old", "2026-01-01T00:00:00.000Z"))
                .with(image("ami-new", "2026-06-01T00:00:00.000Z"));
        assertThat(found(
                        images,
                        new AmiSelectorTerm(null, null, "ami-new", null, null, null),
                        new AmiSelectorTerm(null, null, "ami-old", null, null, null)))
                .extracting(ResolvedAmi::id)
                .containsExactly("ami-new");
    }

    @Test
    @Order(20)
    void aTemplateThatSomebodyDeletedIsMadeAgain() {
        bed.launch(m5("first").build());
        var ec2 = bed.aws().clients().ec2();
        ec2.describeLaunchTemplates()
                .launchTemplates()
                .forEach(template ->
                        ec2.deleteLaunchTemplate(request -> request.launchTemplateId(template.launchTemplateId())));
        bed.launch(m5("second").build());
        assertThat(bed.machines()).hasSize(2);
    }

    @Test
    @Order(21)
    void aParameterThatCannotBeReadKeepsItsImage() {
        var amis = new Amis(
                bed.aws().clients().ec2(),
                bed.aws().clients().ssm(),
                KubernetesVersion.parse("1.35"),
                Duration.ofMinutes(1),
                bed.aws().time());
        AmiOutcome before = amis.find(nodeClass().build());
        bed.aws().time().advance(Duration.ofHours(25));
        bed.aws().aws().faults().inject(Fault.client("GetParameter", "AccessDeniedException", 3));
        assertThat(amis.find(nodeClass().build())).isEqualTo(before);
    }

    @Test
    @Order(22)
    void anEmptyListOfTypesIsNotBelieved() {
        var ec2 = new Answering();
        var types =
                types(bed.aws().clients().ec2(), new DiscoveredMemory(bed.aws().time()), 0);
        var forgetful = new InstanceTypes(
                new MachineCatalogReader(ec2),
                new ResolverSettings(AwsTestBed.REGION, 0.075, 0),
                new DiscoveredMemory(bed.aws().time()));
        ec2.types = DescribeInstanceTypesResponse.builder()
                .instanceTypes(List.copyOf(types.catalog().types().values()))
                .build();
        forgetful.refresh();
        int known = forgetful.catalog().types().size();
        assertThat(known).isGreaterThan(1000);
        ec2.types = DescribeInstanceTypesResponse.builder().build();
        forgetful.refresh();
        assertThat(forgetful.catalog().types()).hasSize(known);
    }

    @Test
    @Order(23)
    void anImageWithoutAReadableDateIsTheOldest() {
        var images = new Answering()
                .with(image("ami-undated", "last spring"))
                .with(image("ami-dated", "2020-01-01T00:00:00.000Z"));
        assertThat(found(images, new AmiSelectorTerm(null, null, null, "mine-*", "self", null)))
                .extracting(ResolvedAmi::id)
                .containsExactly("ami-dated");
    }

    @Test
    @Order(25)
    void localDisksCountAsPutTogetherAlsoWhereTheUserHasToPutThemTogether() {
        NodeClass custom = nodeClass()
                .amiFamily("Custom")
                .userData("mine")
                .instanceStorePolicy("RAID0")
                .build()
                .with(bed.nodeClass().status());
        assertThat(machine(custom, "m5d.large").capacity().get(ResourceNames.EPHEMERAL_STORAGE))
                .isEqualTo(75_000_000_000L);
        assertThat(userData(AmiFamily.CUSTOM, custom)).isEqualTo("mine");
    }

    @Test
    @Order(26)
    void aPublicAddressForSeveralInterfacesIsRefusedBeforeALaunchFails() {
        try (var built = new BuiltProvider()) {
            built.apply(nodeClass()
                    .publicAddress(true)
                    .networkInterfaces(new NetworkInterface(0, 0, "interface"), new NetworkInterface(0, 1, "interface"))
                    .spec());
            built.settle();
            assertThat(built.condition("ValidationSucceeded").reason()).isEqualTo("PublicAddressNotPossible");
            built.apply(nodeClass()
                    .publicAddress(true)
                    .networkInterfaces(new NetworkInterface(0, 0, "interface"))
                    .spec());
            built.settle();
            assertThat(built.condition("ValidationSucceeded").status()).isEqualTo(ConditionStatus.TRUE);
        }
    }

    @Test
    @Order(27)
    void anOwnerNarrowsTagsAndNotIds() {
        var ec2 = new Answering();
        var reservations = new CapacityReservations(
                ec2, new ReservationCounts(bed.aws().time()), bed.aws().time());
        reservations.find(nodeClass()
                .reservationTerms(
                        new CapacityReservationSelectorTerm(null, "cr-1", "111122223333", null),
                        new CapacityReservationSelectorTerm(Map.of("team", "a"), null, "111122223333", null))
                .build());
        assertThat(ec2.asked)
                .extracting(request ->
                        request.filters().stream().map(filter -> filter.name()).toList())
                .containsExactlyInAnyOrder(List.of("state"), List.of("state", "owner-id", "tag:team"));
    }

    @Test
    @Order(29)
    void aRefusalInAReservationMarksTheOneThatTheTemplateNamed() {
        var unavailable = new UnavailableOfferings(bed.aws().time());
        var place = new FleetOrder.Place("m5.large", ZONE, "subnet-1", "ami-1", 0.1);
        var order = new FleetOrder(
                FleetOrder.Purchase.DEFAULT_RESERVATION,
                false,
                "",
                List.of(
                        new FleetOrder.Config("template-1", "cr-1", List.of(place)),
                        new FleetOrder.Config("template-2", "cr-2", List.of(place))),
                "",
                new TreeMap<>(),
                ResourceTags.of(AwsTestBed.CLUSTER, bed.nodeClass()));
        var failure = AwsFailure.ofFleet("InvalidCapacityReservationState.Unavailable", "being taken back");
        lessons(unavailable, new ArrayList<>())
                .learn(order, List.of(new FleetAnswer.Refusal(failure, "m5.large", ZONE, "subnet-1", "template-2")));
        assertThat(unavailable.marks().coversReservation("m5.large", ZONE, "cr-1"))
                .isFalse();
        assertThat(unavailable.marks().coversReservation("m5.large", ZONE, "cr-2"))
                .isTrue();
    }

    private static ClaimBuilder m5(String name) {
        return claim(name).in(LabelKeys.INSTANCE_TYPE, "m5.large").in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND);
    }

    private static NodeClass named(String name, NodeClass like) {
        return new NodeClass(
                name, name + "-uid", 1, false, like.annotations(), like.spec(), like.status(), like.placementGroup());
    }

    private InstanceType listed(NodeClass nodeClass) {
        return bed.memory().offered().list(nodeClass).types().stream()
                .filter(type -> type.name().equals("m5.large"))
                .findFirst()
                .orElseThrow();
    }

    private Offering offering(NodeClass nodeClass, String capacityType) {
        return listed(nodeClass).offerings().stream()
                .filter(offering ->
                        offering.zone().equals(ZONE) && offering.capacityType().equals(capacityType))
                .findFirst()
                .orElseThrow();
    }

    private InstanceTypes types(Ec2Client ec2, DiscoveredMemory discovered, int reservedInterfaces) {
        var types = new InstanceTypes(
                new MachineCatalogReader(ec2),
                new ResolverSettings(AwsTestBed.REGION, 0.075, reservedInterfaces),
                discovered);
        types.refresh();
        return types;
    }

    private MachineType machine(NodeClass nodeClass, String name) {
        var types =
                types(bed.aws().clients().ec2(), new DiscoveredMemory(bed.aws().time()), 0);
        return Objects.requireNonNull(types.find(nodeClass, name), name);
    }

    private String createGroup() {
        return bed.aws()
                .clients()
                .ec2()
                .createPlacementGroup(request ->
                        request.groupName("racks").strategy("partition").partitionCount(3))
                .placementGroup()
                .groupId();
    }

    private FleetErrors lessons(UnavailableOfferings unavailable, List<String> counted) {
        return new FleetErrors(
                unavailable,
                new ReservationCounts(bed.aws().time()),
                new FreeAddresses(Duration.ofMinutes(5), bed.aws().time()),
                new ProviderMeters(new Counting(counted)));
    }

    private FleetOrder order() {
        return orderFor("template");
    }

    private FleetOrder orderFor(String template) {
        NodeClass nodeClass = bed.nodeClass();
        var subnet = nodeClass.subnets().stream()
                .filter(found -> found.zone().equals(ZONE))
                .findFirst()
                .orElseThrow();
        var image = nodeClass.amis().getFirst().id();
        return new FleetOrder(
                FleetOrder.Purchase.ON_DEMAND,
                false,
                "",
                List.of(new FleetOrder.Config(
                        template, "", List.of(new FleetOrder.Place("m5.large", ZONE, subnet.id(), image, 0.1)))),
                "",
                nodeClass.zones(),
                ResourceTags.of(AwsTestBed.CLUSTER, nodeClass).and("karpenter.sh/nodepool", "default"));
    }

    /// Name of a template for machines of the class.
    private String ensured(NodeClass nodeClass, String region) {
        var cluster = ClusterIdentity.of(AwsTestBed.CLUSTER, region, "https://cluster.test", "dGVzdA==", "10.100.0.10");
        var templates = new LaunchTemplates(
                bed.aws().clients().ec2(),
                cluster,
                () -> "10.100.0.0/16",
                true,
                new ProviderMeters(MeterSink.none()),
                bed.aws().time());
        var outcome = templates.ensure(new TemplateOrder(
                nodeClass,
                new TreeMap<>(),
                List.of(),
                LabelKeys.ON_DEMAND,
                "default",
                ResourceTags.of(AwsTestBed.CLUSTER, nodeClass),
                nodeClass.amis().getFirst().id(),
                29,
                0,
                0,
                null));
        return ((LaunchTemplates.Outcome.Ready) outcome).name();
    }

    private ResponseLaunchTemplateData template(NodeClass nodeClass, String region) {
        String name = ensured(nodeClass, region);
        return content(bed.aws().clients().ec2(), name);
    }

    private static ResponseLaunchTemplateData contentOfTheTemplate(Ec2Client ec2) {
        return content(
                ec2, ec2.describeLaunchTemplates().launchTemplates().getFirst().launchTemplateName());
    }

    private static ResponseLaunchTemplateData content(Ec2Client ec2, String name) {
        return ec2.describeLaunchTemplateVersions(request -> request.launchTemplateName(name))
                .launchTemplateVersions()
                .getFirst()
                .launchTemplateData();
    }

    private static SequencedMap<String, Object> ordered(String... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private static String userData(AmiFamily family, NodeClass nodeClass) {
        var cluster = ClusterIdentity.of("demo", "us-east-1", "https://cluster.test", "Q0E=", "10.100.0.10");
        var boot = NodeBoot.of(cluster, "10.100.0.0/16", nodeClass, new TreeMap<>(), List.of(), 29);
        return ((UserData.Outcome.Written) UserData.write(family, boot)).text();
    }

    private List<ResolvedAmi> found(Ec2Client ec2, AmiSelectorTerm... terms) {
        var amis = new Amis(
                ec2,
                bed.aws().clients().ssm(),
                KubernetesVersion.parse("1.35"),
                Duration.ofMinutes(1),
                bed.aws().time());
        var outcome = amis.find(nodeClass().amiFamily("AL2023").amiTerms(terms).build());
        return ((AmiOutcome.Found) outcome).amis();
    }

    private static Image image(String id, String created) {
        return Image.builder()
                .imageId(id)
                .name("mine-" + id)
                .architecture("x86_64")
                .creationDate(created)
                .build();
    }

    /// An EC2 that answers with what it was given.
    private static final class Answering implements Ec2Client {
        private final List<Image> images = new ArrayList<>();
        private final List<DescribeCapacityReservationsRequest> asked = new ArrayList<>();
        private DescribeInstanceTypesResponse types =
                DescribeInstanceTypesResponse.builder().build();

        Answering with(Image image) {
            images.add(image);
            return this;
        }

        @Override
        public DescribeImagesResponse describeImages(DescribeImagesRequest request) {
            return DescribeImagesResponse.builder().images(images).build();
        }

        @Override
        public DescribeInstanceTypesResponse describeInstanceTypes(DescribeInstanceTypesRequest request) {
            return types;
        }

        @Override
        public DescribeInstanceTypeOfferingsResponse describeInstanceTypeOfferings(
                DescribeInstanceTypeOfferingsRequest request) {
            return DescribeInstanceTypeOfferingsResponse.builder()
                    .instanceTypeOfferings(InstanceTypeOffering.builder()
                            .instanceType("m5.large")
                            .location(ZONE)
                            .build())
                    .build();
        }

        @Override
        public DescribeCapacityReservationsResponse describeCapacityReservations(
                DescribeCapacityReservationsRequest request) {
            asked.add(request);
            return DescribeCapacityReservationsResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "ec2";
        }

        @Override
        public void close() {}
    }

    /// Keeps what is counted.
    private record Counting(List<String> lines) implements MeterSink {
        @Override
        public void gauge(String metric, SequencedMap<String, String> labels, double value) {}

        @Override
        public void show(String owner, Collection<Reading> readings) {}

        @Override
        public void count(String metric, SequencedMap<String, String> labels, long amount) {
            lines.add(metric + labels);
        }

        @Override
        public void observe(String metric, SequencedMap<String, String> labels, double value) {}
    }
}
