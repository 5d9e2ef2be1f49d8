package sh.karpenter.providers.aws;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.core.cloud.NodeClassKind;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.kube.api.aws.EC2NodeClass;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;
import sh.karpenter.kube.client.store.ClusterStores;
import sh.karpenter.kube.client.store.WritableStore;
import sh.karpenter.kube.provider.CloudProviderFactory;
import sh.karpenter.kube.provider.ProvidedCloud;
import sh.karpenter.kube.provider.ProviderContext;
import sh.karpenter.providers.aws.ami.Amis;
import sh.karpenter.providers.aws.ami.KubernetesVersion;
import sh.karpenter.providers.aws.client.AwsClients;
import sh.karpenter.providers.aws.cluster.ClusterIdentity;
import sh.karpenter.providers.aws.cluster.EksCluster;
import sh.karpenter.providers.aws.cluster.VersionWatch;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.instance.Instances;
import sh.karpenter.providers.aws.instanceprofile.InstanceProfiles;
import sh.karpenter.providers.aws.instancetype.DiscoveredMemory;
import sh.karpenter.providers.aws.instancetype.InstanceTypes;
import sh.karpenter.providers.aws.instancetype.MachineCatalogReader;
import sh.karpenter.providers.aws.instancetype.MemoryReports;
import sh.karpenter.providers.aws.instancetype.ResolverSettings;
import sh.karpenter.providers.aws.interruption.InterruptedClaims;
import sh.karpenter.providers.aws.interruption.InterruptionQueue;
import sh.karpenter.providers.aws.interruption.StatusChecks;
import sh.karpenter.providers.aws.launch.Launcher;
import sh.karpenter.providers.aws.launchtemplate.LaunchTemplates;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.nodeclass.NodeClasses;
import sh.karpenter.providers.aws.offering.OfferedTypes;
import sh.karpenter.providers.aws.offering.OfferingGauges;
import sh.karpenter.providers.aws.offering.ReservationCounts;
import sh.karpenter.providers.aws.offering.UnavailableOfferings;
import sh.karpenter.providers.aws.placementgroup.PlacementGroups;
import sh.karpenter.providers.aws.pricing.PriceBook;
import sh.karpenter.providers.aws.pricing.PriceList;
import sh.karpenter.providers.aws.pricing.SpotHistory;
import sh.karpenter.providers.aws.readiness.NodeClassController;
import sh.karpenter.providers.aws.reservation.CapacityReservations;
import sh.karpenter.providers.aws.reservation.Demotion;
import sh.karpenter.providers.aws.reservation.ReservationEnds;
import sh.karpenter.providers.aws.securitygroup.SecurityGroups;
import sh.karpenter.providers.aws.subnet.FreeAddresses;
import sh.karpenter.providers.aws.subnet.Subnets;
import sh.karpenter.providers.aws.upkeep.ClaimTags;
import sh.karpenter.providers.aws.upkeep.NodeClassHashes;
import sh.karpenter.providers.aws.upkeep.ProfileCollection;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/// Puts the AWS provider together.
public final class AwsProviderFactory implements CloudProviderFactory {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final Duration TWELVE_HOURS = Duration.ofHours(12);
    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
    private static final Duration ADDRESSES_LONGER = Duration.ofMinutes(4);

    /// Found by [java.util.ServiceLoader].
    public AwsProviderFactory() {}

    @Override
    public String name() {
        return "aws";
    }

    @Override
    public List<NodeClassKind> nodeClasses() {
        return AwsProvider.NODE_CLASSES;
    }

    @Override
    public ProvidedCloud create(ProviderContext context) {
        AwsSettings settings = AwsSettings.of(context.settings());
        String region = settings.region() == null ? regionOfTheProcess() : settings.region();
        AwsClients clients = AwsClients.open(
                region, settings.endpoint(), credentials(context.settings()), new ProviderMeters(context.meters()));
        try {
            return new Assembly(context, settings, region, clients).build();
        } catch (SdkException unusable) {
            throw new IllegalArgumentException(
                    "AWS cannot be used in region " + region + ": "
                            + AwsFailure.of(unusable).inOneLine(),
                    unusable);
        }
    }

    private static String regionOfTheProcess() {
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion().id();
        } catch (SdkException nowhere) {
            throw new IllegalArgumentException(
                    "no AWS region is known: set AWS_REGION, or a region in the AWS profile", nowhere);
        }
    }

    /// Keys among the settings, else whatever the environment, the web identity or the machine offers.
    private static AwsCredentialsProvider credentials(Map<String, String> settings) {
        String id = settings.get("AWS_ACCESS_KEY_ID");
        String secret = settings.get("AWS_SECRET_ACCESS_KEY");
        String session = settings.get("AWS_SESSION_TOKEN");
        if (id == null || secret == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        return StaticCredentialsProvider.create(
                session == null || session.isEmpty()
                        ? AwsBasicCredentials.create(id, secret)
                        : AwsSessionCredentials.create(id, secret, session));
    }

    /// Everything that is built once, in the order in which it needs each other.
    private static final class Assembly {
        private final ProviderContext context;
        private final AwsSettings settings;
        private final String region;
        private final AwsClients clients;
        private final InstantSource clock;
        private final EksCluster eks;
        private final List<Controller<?>> controllers = new ArrayList<>();
        private boolean pricesKnown;

        Assembly(ProviderContext context, AwsSettings settings, String region, AwsClients clients) {
            this.context = context;
            this.settings = settings;
            this.region = region;
            this.clients = clients;
            this.clock = context.clock();
            this.eks = new EksCluster(clients.eks(), settings.clusterName());
        }

        ProvidedCloud build() {
            var meters = new ProviderMeters(context.meters());
            ClusterIdentity cluster = cluster();
            var memory = new DiscoveredMemory(clock);
            var types = new InstanceTypes(
                    new MachineCatalogReader(clients.ec2()),
                    new ResolverSettings(region, settings.memoryOverhead(), settings.reservedInterfaces()),
                    memory);
            types.refresh();
            types.measure(meters);
            PriceBook prices = prices();
            var unavailable = new UnavailableOfferings(clock);
            var counts = new ReservationCounts(clock);
            var offered = new OfferedTypes(types, prices, unavailable, counts);
            var addresses = new FreeAddresses(settings.subnetRefresh().plus(ADDRESSES_LONGER), clock);
            var templates = new LaunchTemplates(
                    clients.ec2(), cluster, eks::serviceRange, settings.reservedCapacity(), meters, clock);
            var instances = new Instances(clients.ec2(), cluster.name(), Instances.usualWindow(), meters);
            WritableStore<EC2NodeClass> store = context.stores().of(ResourceType.of(EC2NodeClass.class));
            var placementGroups = new PlacementGroups(clients.ec2(), clock);
            NodeClasses classes = name -> {
                NodeClass read = read(store.find(ObjectKey.of(name)));
                return read == null
                        ? null
                        : read.with(placementGroups.lastKnown(read.spec().placementGroupSelector()));
            };
            var parts =
                    new Launcher.Parts(classes, offered, templates, addresses, unavailable, counts, instances, cluster);
            var launcher = new Launcher(
                    parts,
                    clients.ec2(),
                    Launcher.usualWindow(),
                    settings.minValuesBestEffort(),
                    context.events(),
                    meters,
                    clock);
            var sources = new NodeClassController.Sources(
                    new Amis(clients.ec2(), clients.ssm(), version(), settings.amiRefresh(), clock),
                    new Subnets(clients.ec2(), addresses, settings.subnetRefresh(), clock),
                    new SecurityGroups(clients.ec2(), settings.groupRefresh(), clock),
                    settings.reservedCapacity() ? new CapacityReservations(clients.ec2(), counts, clock) : null,
                    placementGroups,
                    new InstanceProfiles(clients.iam(), cluster, clock));
            var trial = new NodeClassController.Trial(
                    clients.ec2WithoutRetries(), types, templates, cluster, eks::serviceRange, settings.dryRuns());
            nodeClassControllers(store, sources, trial, cluster);
            upkeep(store, sources, instances, cluster);
            refreshes(types, prices, templates, sources.amis(), meters);
            learning(
                    new MemoryReports(context.stores().nodes(), context.stores().nodeClaims(), classes, types, memory));
            reservations(instances);
            interruptions(meters, unavailable);
            controllers.add(Controller.singleton(
                    "cloudprovider.metrics",
                    clock,
                    new OfferingGauges(
                            context.stores().nodePools(), classes, offered, meters, settings.reservedCapacity())));
            controllers.add(Controller.singleton("providers.version", clock, new VersionWatch(this::version)));
            return new ProvidedCloud(
                    new AwsProvider(classes, types, offered, instances, launcher, counts), controllers);
        }

        private static @Nullable NodeClass read(@Nullable EC2NodeClass object) {
            return object == null ? null : NodeClass.of(object);
        }

        private ClusterIdentity cluster() {
            String endpoint = settings.clusterEndpoint();
            if (endpoint == null) {
                try {
                    endpoint = eks.describe().endpoint();
                } catch (SdkException broken) {
                    throw new IllegalArgumentException(
                            "CLUSTER_ENDPOINT is not set and EKS does not tell it for cluster " + settings.clusterName()
                                    + ": " + AwsFailure.of(broken).text(),
                            broken);
                }
            }
            String authority = settings.certificateAuthority() == null
                    ? context.cluster().certificateAuthority()
                    : settings.certificateAuthority();
            String dns = context.cluster().dnsAddress();
            return dns == null
                    ? new ClusterIdentity(settings.clusterName(), region, endpoint, authority, null, ipv6())
                    : ClusterIdentity.of(settings.clusterName(), region, endpoint, authority, dns);
        }

        /// The address of the cluster's DNS shows the family of addresses. A cluster with a DNS of its own has none
        /// that could be found; then EKS tells, and a cluster that EKS does not run counts as IPv4.
        private boolean ipv6() {
            try {
                return eks.ipv6();
            } catch (SdkException notAtEks) {
                return false;
            }
        }

        private KubernetesVersion version() {
            return KubernetesVersion.parse(
                    settings.eksControlPlane()
                            ? eks.describe().version()
                            : context.cluster().kubernetesVersion());
        }

        private PriceBook prices() {
            boolean listed = !settings.isolatedVpc() && !region.startsWith("us-gov");
            var prices = new PriceBook(
                    region,
                    listed ? new PriceList(clients.pricing(), region) : null,
                    new SpotHistory(clients.ec2(), clock));
            try {
                prices.refresh();
                pricesKnown = true;
            } catch (RuntimeException broken) {
                LOG.atWarn()
                        .addKeyValue("error", String.valueOf(broken.getMessage()))
                        .log("cannot read prices yet, using those that are shipped");
            }
            return prices;
        }

        private void nodeClassControllers(
                WritableStore<EC2NodeClass> store,
                NodeClassController.Sources sources,
                NodeClassController.Trial trial,
                ClusterIdentity cluster) {
            ClusterStores stores = context.stores();
            var readiness = new NodeClassController(
                    store,
                    stores.nodeClaims(),
                    stores.nodePools(),
                    sources,
                    trial,
                    settings.isolatedVpc(),
                    context.events(),
                    clock);
            var retry = RetryPolicy.of(Duration.ofMillis(100), Duration.ofMinutes(1), 10);
            controllers.add(ofClasses("nodeclass", retry, readiness)
                    .watchEach(store, object -> List.of(ObjectKey.of(object)))
                    .watch(stores.nodeClaims(), (before, now) -> now == null ? classOf(before) : List.of()));
            var hashes = new NodeClassHashes(store, stores.nodeClaims(), cluster.certificateAuthority());
            controllers.add(ofClasses("nodeclass.hash", RetryPolicy.standard(), hashes)
                    .watchEach(store, object -> List.of(ObjectKey.of(object))));
        }

        private Controller<ObjectKey> ofClasses(String name, RetryPolicy retry, Reconciler<ObjectKey> reconciler) {
            var identity = new Controller.Identity(name, AwsNames.GROUP, "EC2NodeClass");
            return Controller.ofObjects(identity, 10, retry, clock, reconciler);
        }

        private static List<ObjectKey> classOf(@Nullable NodeClaim claim) {
            return claim == null
                    ? List.of()
                    : List.of(ObjectKey.of(claim.getSpec().nodeClassRef().name()));
        }

        private void upkeep(
                WritableStore<EC2NodeClass> store,
                NodeClassController.Sources sources,
                Instances instances,
                ClusterIdentity cluster) {
            ClusterStores stores = context.stores();
            var identity = new Controller.Identity("nodeclaim.tagging", "karpenter.sh", "NodeClaim");
            var tags = new ClaimTags(stores.nodeClaims(), instances, cluster.name(), clock);
            controllers.add(Controller.ofObjects(identity, 1, RetryPolicy.standard(), clock, tags)
                    .watchEach(stores.nodeClaims(), claim -> List.of(ObjectKey.of(claim))));
            if (!settings.isolatedVpc()) {
                controllers.add(Controller.singleton(
                        "instanceprofile.garbagecollection",
                        clock,
                        new ProfileCollection(sources.profiles(), store, stores.nodeClaims())));
            }
        }

        private void learning(MemoryReports reports) {
            var identity = new Controller.Identity("providers.instancetype.capacity", "", "Node");
            controllers.add(Controller.ofObjects(identity, 1, RetryPolicy.standard(), clock, reports)
                    .watch(context.stores().nodes(), MemoryReports::concerned));
        }

        private void reservations(Instances instances) {
            if (settings.reservedCapacity()) {
                ClusterStores stores = context.stores();
                controllers.add(Controller.singleton(
                        "capacityreservation.capacitytype",
                        clock,
                        new Demotion(stores.nodeClaims(), stores.nodes(), instances)));
                controllers.add(Controller.singleton(
                        "capacityreservation.expiration",
                        clock,
                        new ReservationEnds(clients.ec2(), stores.nodeClaims(), clock)));
            }
        }

        private void interruptions(ProviderMeters meters, UnavailableOfferings unavailable) {
            ClusterStores stores = context.stores();
            var claims = new InterruptedClaims(
                    stores.nodeClaims(), stores.nodes(), unavailable, context.events(), meters, clock);
            controllers.add(Controller.singleton(
                    "interruption.instancestatus", clock, new StatusChecks(clients.ec2(), claims, meters, clock)));
            String queue = settings.interruptionQueue();
            if (queue != null) {
                controllers.add(Controller.singleton(
                                "interruption",
                                clock,
                                new InterruptionQueue(clients.sqs(), queue, claims, meters, clock))
                        .interruptible());
            }
        }

        private void refreshes(
                InstanceTypes types, PriceBook prices, LaunchTemplates templates, Amis amis, ProviderMeters meters) {
            repeat("providers.instancetype", TWELVE_HOURS, afterFirst(() -> {
                types.refresh();
                types.measure(meters);
            }));
            repeat("providers.pricing", TWELVE_HOURS, pricesKnown ? afterFirst(prices::refresh) : prices::refresh);
            repeat("providers.ssm.invalidation", HALF_AN_HOUR, amis::forgetDeprecated);
            var adopted = new AtomicBoolean();
            repeat("providers.launchtemplate", SWEEP, () -> {
                if (!adopted.get()) {
                    templates.adopt();
                    adopted.set(true);
                }
                templates.sweep();
            });
        }

        /// Work that was done once already while the provider was put together.
        private static Runnable afterFirst(Runnable work) {
            var first = new AtomicBoolean(true);
            return () -> {
                if (!first.getAndSet(false)) {
                    work.run();
                }
            };
        }

        private void repeat(String name, Duration every, Runnable work) {
            Supplier<Requeue> pass = () -> {
                work.run();
                return Requeue.after(every);
            };
            controllers.add(Controller.singleton(name, clock, pass));
        }
    }
}
