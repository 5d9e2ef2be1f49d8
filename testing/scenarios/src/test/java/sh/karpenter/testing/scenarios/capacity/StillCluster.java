package sh.karpenter.testing.scenarios.capacity;

import io.fabric8.kubernetes.api.model.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.event.StoredEvents;
import sh.karpenter.controllers.ingest.ClusterFeed;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.metric.PodTimes;
import sh.karpenter.controllers.nodeclaim.lifecycle.NodeClaimLifecycleController;
import sh.karpenter.controllers.nodepool.registrationhealth.RegistrationHealth;
import sh.karpenter.controllers.provisioning.ClaimCreation;
import sh.karpenter.controllers.provisioning.Placements;
import sh.karpenter.controllers.provisioning.PodBatcher;
import sh.karpenter.controllers.provisioning.PodPlans;
import sh.karpenter.controllers.provisioning.PoolCatalogues;
import sh.karpenter.controllers.provisioning.Provisioner;
import sh.karpenter.controllers.provisioning.ProvisioningTriggers;
import sh.karpenter.controllers.provisioning.ResultRecorder;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.aws.EC2NodeClass;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.mapping.MappedPod;
import sh.karpenter.kube.mapping.PodMapping;
import sh.karpenter.kube.mapping.ProposedClaimMapping;
import sh.karpenter.kube.mapping.WireJson;
import sh.karpenter.kube.provider.ClusterFacts;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.kube.provider.ProvidedCloud;
import sh.karpenter.kube.provider.ProviderContext;
import sh.karpenter.local.aws.LocalAws;
import sh.karpenter.local.aws.ec2.capacity.CapacityLimit;
import sh.karpenter.local.aws.eks.Cluster;
import sh.karpenter.local.aws.time.ManualTime;
import sh.karpenter.providers.aws.AwsProviderFactory;
import sh.karpenter.testing.testkit.kube.FakeStores;
import sh.karpenter.testing.testkit.kube.Specimens;

/// The controllers that turn pods into nodes, the AWS provider and a local AWS, with objects in memory, on one
/// thread, in a time that only moves when it is told to.
///
/// There is one pool, of `m5.large` on demand.
final class StillCluster implements AutoCloseable {
    private static final String NAME = "still";
    private static final int MOST_STEPS = 1000;

    private final ManualTime time = new ManualTime(Instant.parse("2026-11-23T00:00:00Z"));
    private final LocalAws aws = LocalAws.builder()
            .region("us-west-2")
            .clusterName(NAME)
            .cluster(Cluster.unreachable(NAME))
            .time(time)
            .start();
    private final FakeStores stores = new FakeStores(time);
    private final StoredEvents events = new StoredEvents(stores.events(), time, Runnable::run);
    private final CloudProvider provider;
    private final List<Controller<?>> controllers = new ArrayList<>();

    StillCluster() {
        ProvidedCloud cloud = new AwsProviderFactory()
                .create(new ProviderContext(
                        new TreeMap<>(Map.of(
                                "CLUSTER_NAME", NAME,
                                "CLUSTER_ENDPOINT", "https://still.eks.invalid",
                                "AWS_REGION", "us-west-2",
                                "AWS_ENDPOINT_URL", aws.endpoint().toString(),
                                "AWS_ACCESS_KEY_ID", "local",
                                "AWS_SECRET_ACCESS_KEY", "local")),
                        time,
                        stores,
                        events,
                        MeterSink.none(),
                        new ClusterFacts("1.35", null, "dGVzdA==", "10.100.0.10")));
        provider = cloud.provider();
        controllers.addAll(cloud.controllers());
        addOurs();
        stores.nodePools().put(WireJson.read(POOL, NodePool.class));
        stores.of(ResourceType.of(EC2NodeClass.class)).put(WireJson.read(NODE_CLASS, EC2NodeClass.class));
        settle();
    }

    private void addOurs() {
        var cluster = new LiveCluster(stores::synced);
        ClusterFeed.follow(stores, cluster);
        var meters = MeterSink.none();
        var context = new ControllerContext(stores, provider, events, meters, time, 1000);
        var plans = new PodPlans(stores.pods()::find);
        var provisioner = new Provisioner(
                new PodBatcher(Duration.ofSeconds(1), Duration.ofSeconds(10)),
                cluster,
                new PoolCatalogues(provider, _ -> true),
                provider.labels(),
                SchedulingOptions.defaults(),
                Scheduler::solve,
                new ResultRecorder(
                        cluster, events, meters, time, Duration.ofSeconds(20), new PodTimes(meters), _ -> true),
                new ClaimCreation(
                        stores.nodePools(),
                        stores.nodeClaims(),
                        cluster,
                        new ProposedClaimMapping(provider.labels(), new Random(1)),
                        plans,
                        meters),
                Placements.ignored(),
                Runnable::run,
                time);
        var health = new RegistrationHealth(stores.nodePools(), time);
        controllers.add(provisioner.controller());
        controllers.add(ProvisioningTriggers.ofPods(stores.pods(), provisioner::trigger, time, 1000));
        controllers.add(new NodeClaimLifecycleController(context, health, plans).controller());
    }

    /// From now on, and until it is told otherwise, EC2 has none of the machines that the pool is of.
    void sellsNothing() {
        aws.ec2().pools().limit(CapacityLimit.of("m5.large", "*", "on-demand", 0));
    }

    /// EC2 has as many machines as anybody wants.
    void sellsAgain() {
        aws.ec2().pools().clear();
    }

    /// A pod that the scheduler has given up.
    void waiting(String name) {
        var object = WireJson.read("""
            apiVersion: v1
            kind: Pod
            metadata: {name: %s, namespace: default, uid: uid-of-%s}
            spec: {containers: [{name: main, resources: {requests: {cpu: 500m}}}]}
            status: {phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: Unschedulable}]}
            """.formatted(name, name), io.fabric8.kubernetes.api.model.Pod.class);
        stores.pods().put(((MappedPod.Mapped) new PodMapping().map(object)).pod());
    }

    /// Lets time pass, second by second; machines that boot join.
    void pass(Duration duration) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            time.advance(Duration.ofSeconds(1));
            join();
            settle();
        }
    }

    private void join() {
        for (NodeClaim claim : claims()) {
            String machine = claim.statusOrEmpty().providerID();
            if (machine != null && stores.nodes().byProviderId(machine).isEmpty()) {
                stores.nodes()
                        .put(Specimens.joined("node-of-" + claim.getMetadata().getName(), machine));
            }
        }
    }

    private void settle() {
        boolean worked = true;
        for (int step = 0; worked && step < MOST_STEPS; step++) {
            worked = false;
            for (Controller<?> controller : controllers) {
                worked |= controller.step();
            }
        }
    }

    /// The claims that are there.
    List<NodeClaim> claims() {
        return stores.nodeClaims().list();
    }

    /// How many fleets were asked for.
    long fleets() {
        return aws.requests().count("ec2", "CreateFleet");
    }

    /// What objects of a kind were told, as `reason: message`, each once.
    List<String> told(String kind) {
        return stores.events().created().stream()
                .filter(event -> event.getInvolvedObject().getKind().equals(kind))
                .flatMap(StillCluster::text)
                .toList();
    }

    private static Stream<String> text(Event event) {
        return Stream.of(event.getReason() + ": " + event.getMessage());
    }

    @Override
    public void close() {
        aws.close();
    }

    private static final String POOL = """
        apiVersion: karpenter.sh/v1
        kind: NodePool
        metadata: {name: default, uid: uid-of-default}
        spec:
          template:
            spec:
              requirements:
                - {key: node.kubernetes.io/instance-type, operator: In, values: [m5.large]}
                - {key: karpenter.sh/capacity-type, operator: In, values: [on-demand]}
              nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
              expireAfter: Never
          disruption: {consolidateAfter: 0s, consolidationPolicy: WhenEmpty}
        status:
          conditions:
            - {type: Ready, status: "True", reason: Ready, message: "", lastTransitionTime: "2026-11-23T00:00:00Z"}
        """;

    private static final String NODE_CLASS = """
        apiVersion: karpenter.k8s.aws/v1
        kind: EC2NodeClass
        metadata: {name: default, uid: uid-of-class}
        spec:
          amiSelectorTerms: [{alias: al2023@latest}]
          role: KarpenterNodeRole-still
          subnetSelectorTerms: [{tags: {karpenter.sh/discovery: still}}]
          securityGroupSelectorTerms: [{tags: {karpenter.sh/discovery: still}}]
        """;
}
