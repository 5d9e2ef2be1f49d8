package sh.karpenter.providers.aws.testbed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.kube.api.aws.EC2NodeClassHash;
import sh.karpenter.kube.api.aws.ResolvedAmi;
import sh.karpenter.kube.api.aws.ResolvedSecurityGroup;
import sh.karpenter.kube.api.aws.ResolvedSubnet;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.providers.aws.AwsProvider;
import sh.karpenter.providers.aws.ami.AmiOutcome;
import sh.karpenter.providers.aws.ami.Amis;
import sh.karpenter.providers.aws.ami.KubernetesVersion;
import sh.karpenter.providers.aws.batch.Batcher;
import sh.karpenter.providers.aws.cluster.ClusterIdentity;
import sh.karpenter.providers.aws.instance.Instances;
import sh.karpenter.providers.aws.instancetype.DiscoveredMemory;
import sh.karpenter.providers.aws.instancetype.InstanceTypes;
import sh.karpenter.providers.aws.instancetype.MachineCatalogReader;
import sh.karpenter.providers.aws.instancetype.ResolverSettings;
import sh.karpenter.providers.aws.launch.Launcher;
import sh.karpenter.providers.aws.launchtemplate.LaunchTemplates;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.offering.OfferedTypes;
import sh.karpenter.providers.aws.offering.ReservationCounts;
import sh.karpenter.providers.aws.offering.UnavailableOfferings;
import sh.karpenter.providers.aws.pricing.PriceBook;
import sh.karpenter.providers.aws.pricing.SpotHistory;
import sh.karpenter.providers.aws.securitygroup.SecurityGroups;
import sh.karpenter.providers.aws.subnet.FreeAddresses;
import sh.karpenter.providers.aws.subnet.Subnets;

/// A whole provider over a local AWS, with one node class, `default`. Starting another one over the same bed is
/// what a restart of the process is.
public final class ProviderBed implements AutoCloseable {
    public static final String PROFILE = "test-profile";

    private final AwsTestBed bed;
    private final List<String> events = new ArrayList<>();
    private Memory memory;

    @Nullable
    private NodeClass nodeClass;

    public ProviderBed() {
        this(NodeClassBuilder.nodeClass());
    }

    public ProviderBed(NodeClassBuilder builder) {
        bed = new AwsTestBed();
        createProfile();
        memory = start();
        nodeClass = resolved(builder);
    }

    /// What one process keeps in memory.
    public record Memory(
            AwsProvider provider,
            PriceBook prices,
            Subnets subnets,
            LaunchTemplates templates,
            UnavailableOfferings unavailable,
            OfferedTypes offered) {}

    private void createProfile() {
        var iam = bed.clients().iam();
        iam.createInstanceProfile(request -> request.instanceProfileName(PROFILE));
        iam.addRoleToInstanceProfile(
                request -> request.instanceProfileName(PROFILE).roleName("KarpenterNodeRole-" + AwsTestBed.CLUSTER));
    }

    private Memory start() {
        return start(MeterSink.none());
    }

    /// Another process over the same AWS, and what it measures.
    public AwsProvider providerMeasuredBy(MeterSink sink) {
        return start(sink).provider();
    }

    private Memory start(MeterSink sink) {
        var clients = bed.clients();
        var clock = bed.time();
        var meters = new ProviderMeters(sink);
        var types = new InstanceTypes(
                new MachineCatalogReader(clients.ec2()),
                new ResolverSettings(AwsTestBed.REGION, 0.075, 0),
                new DiscoveredMemory(clock));
        types.refresh();
        var prices = new PriceBook(AwsTestBed.REGION, null, new SpotHistory(clients.ec2(), clock));
        prices.refresh();
        var unavailable = new UnavailableOfferings(clock);
        var counts = new ReservationCounts(clock);
        var offered = new OfferedTypes(types, prices, unavailable, counts);
        var addresses = new FreeAddresses(Duration.ofMinutes(5), clock);
        var cluster = ClusterIdentity.of(
                AwsTestBed.CLUSTER, AwsTestBed.REGION, "https://cluster.test", "dGVzdA==", "10.100.0.10");
        var templates = new LaunchTemplates(clients.ec2(), cluster, () -> "10.100.0.0/16", true, meters, clock);
        var instances = new Instances(clients.ec2(), AwsTestBed.CLUSTER, Batcher.Window.none(), meters);
        var launcher = new Launcher(
                new Launcher.Parts(
                        _ -> nodeClass, offered, templates, addresses, unavailable, counts, instances, cluster),
                clients.ec2(),
                Batcher.Window.none(),
                false,
                (about, severity, reason, message) -> events.add(message),
                meters,
                clock);
        var provider = new AwsProvider(_ -> nodeClass, types, offered, instances, launcher, counts);
        var subnets = new Subnets(clients.ec2(), addresses, Duration.ofMinutes(1), clock);
        return new Memory(provider, prices, subnets, templates, unavailable, offered);
    }

    /// The class with a status as its controller would write it.
    private NodeClass resolved(NodeClassBuilder builder) {
        NodeClass bare = builder.build();
        var clients = bed.clients();
        var amis = (AmiOutcome.Found) new Amis(
                        clients.ec2(),
                        clients.ssm(),
                        KubernetesVersion.parse("1.35"),
                        Duration.ofMinutes(1),
                        bed.time())
                .find(bare);
        var groups = new SecurityGroups(clients.ec2(), Duration.ofMinutes(1), bed.time()).find(bare);
        var subnets = memory.subnets().find(bare).stream()
                .map(subnet -> new ResolvedSubnet(subnet.id(), subnet.zone(), subnet.zoneId()))
                .toArray(ResolvedSubnet[]::new);
        var ready = new Condition("Ready", ConditionStatus.TRUE, "Ready", "", Instant.EPOCH, bare.generation());
        NodeClass full = builder.amis(amis.amis().toArray(ResolvedAmi[]::new))
                .groups(groups.toArray(ResolvedSecurityGroup[]::new))
                .subnets(subnets)
                .statusProfile(PROFILE)
                .condition(ready)
                .build();
        var annotations = new TreeMap<>(Map.of(
                "karpenter.k8s.aws/ec2nodeclass-hash",
                EC2NodeClassHash.of(full.spec(), "dGVzdA=="),
                "karpenter.k8s.aws/ec2nodeclass-hash-version",
                EC2NodeClassHash.VERSION));
        return new NodeClass(
                full.name(), full.uid(), full.generation(), false, annotations, full.spec(), full.status(), null);
    }

    /// Forgets everything that was in memory.
    public void restart() {
        memory = start();
    }

    public AwsTestBed aws() {
        return bed;
    }

    public AwsProvider provider() {
        return memory.provider();
    }

    public Memory memory() {
        return memory;
    }

    public NodeClass nodeClass() {
        if (nodeClass == null) {
            throw new IllegalStateException("the node class is gone");
        }
        return nodeClass;
    }

    public void nodeClass(@Nullable NodeClass other) {
        nodeClass = other;
    }

    public List<String> events() {
        return events;
    }

    /// Launches a claim that must succeed.
    public Instance launch(NodeClaim claim) {
        LaunchOutcome outcome = provider().launch(claim);
        if (outcome instanceof LaunchOutcome.Launched(var instance)) {
            return instance;
        }
        throw new AssertionError("launch of " + claim.name() + " ended as " + outcome);
    }

    /// Ids of all machines at EC2 that exist.
    public List<String> machines() {
        return bed.clients().ec2().describeInstances().reservations().stream()
                .flatMap(group -> group.instances().stream())
                .filter(instance -> !instance.state().nameAsString().equals("terminated"))
                .map(software.amazon.awssdk.services.ec2.model.Instance::instanceId)
                .toList();
    }

    @Override
    public void close() {
        bed.close();
    }
}
