package sh.karpenter.providers.aws.launch;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.core.cloud.CatalogueOutcome.Catalogue;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.cloud.LaunchOutcome.FailureKind;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.kube.api.aws.EC2NodeClassHash;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.provider.EventSink;
import sh.karpenter.providers.aws.batch.Batcher;
import sh.karpenter.providers.aws.cluster.ClusterIdentity;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.failure.LaunchReason;
import sh.karpenter.providers.aws.instance.Instances;
import sh.karpenter.providers.aws.label.AwsResources;
import sh.karpenter.providers.aws.launchtemplate.LaunchTemplates;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.nodeclass.NodeClasses;
import sh.karpenter.providers.aws.offering.OfferedTypes;
import sh.karpenter.providers.aws.offering.ReservationCounts;
import sh.karpenter.providers.aws.offering.UnavailableOfferings;
import sh.karpenter.providers.aws.subnet.FreeAddresses;
import sh.karpenter.providers.aws.tag.ResourceTags;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;

/// Launches the machine of a claim.
///
/// 1. The claim's node class must be there and ready, and its tags its own.
/// 2. Of all types those are kept that can be what the claim needs and be bought now; rules narrow them (see
///    [LaunchFilters]); the sixty cheapest are offered to EC2.
/// 3. Reserved before spot before on-demand.
/// 4. In each zone the subnet with most free addresses is chosen.
/// 5. Launch templates are found or made, and one fleet is ordered. Where EC2 says that a template is gone, steps 4
///    and 5 are done once more.
/// 6. What EC2 could not serve is remembered, so that the next plan avoids it.
public final class Launcher {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final String NODE_CLAIM_VERSION = "karpenter.sh/v1";
    private static final String MIN_VALUES_RELAXED = "karpenter.sh/nodeclaim-min-values-relaxed";
    private static final String PRICE_ADJUSTED = "karpenter.sh/price-overlay-applied";
    private static final int FLEXIBLE = 5;

    private final NodeClasses classes;
    private final OfferedTypes types;
    private final LaunchTemplates templates;
    private final FreeAddresses addresses;
    private final ReservationCounts counts;
    private final Fleets fleets;
    private final ClusterIdentity cluster;
    private final boolean minValuesBestEffort;
    private final EventSink events;
    private final InstantSource clock;

    /// What a launcher works with.
    ///
    /// @param classes node classes
    /// @param types what may be launched
    /// @param templates launch templates
    /// @param addresses free addresses of subnets
    /// @param unavailable what EC2 refused lately
    /// @param counts room in capacity reservations
    /// @param instances machines
    /// @param cluster the cluster
    public record Parts(
            NodeClasses classes,
            OfferedTypes types,
            LaunchTemplates templates,
            FreeAddresses addresses,
            UnavailableOfferings unavailable,
            ReservationCounts counts,
            Instances instances,
            ClusterIdentity cluster) {}

    /// How orders to EC2 are collected in production.
    public static Batcher.Window usualWindow() {
        return Fleets.usualWindow();
    }

    /// @param minValuesBestEffort whether a launch goes on when fewer values are possible than the claim asks for
    public Launcher(
            Parts parts,
            Ec2Client ec2,
            Batcher.Window window,
            boolean minValuesBestEffort,
            EventSink events,
            ProviderMeters meters,
            InstantSource clock) {
        this.classes = parts.classes();
        this.types = parts.types();
        this.templates = parts.templates();
        this.addresses = parts.addresses();
        this.counts = parts.counts();
        var lessons = new FleetErrors(parts.unavailable(), parts.counts(), parts.addresses(), meters);
        this.fleets = new Fleets(ec2, parts.instances(), lessons, window, meters, clock);
        this.cluster = parts.cluster();
        this.minValuesBestEffort = minValuesBestEffort;
        this.events = events;
        this.clock = clock;
    }

    /// Launches the claim's machine, or finds the one that an earlier attempt launched.
    public LaunchOutcome launch(NodeClaim claim) {
        NodeClass nodeClass = classes.find(claim.spec().nodeClass().name());
        if (nodeClass == null || nodeClass.deleting()) {
            String message = "EC2NodeClass " + claim.spec().nodeClass().name()
                    + (nodeClass == null ? " does not exist" : " is being deleted");
            publish(claim, "Failed resolving NodeClass: " + message);
            return new LaunchOutcome.InsufficientCapacity(message);
        }
        LaunchOutcome notReady = notReady(nodeClass);
        if (notReady != null) {
            return notReady;
        }
        if (nodeClass.awaitsPlacementGroup()) {
            return new LaunchOutcome.NodeClassNotReady(
                    "the placement group of EC2NodeClass " + nodeClass.name() + " is not known");
        }
        List<String> restricted = ResourceTags.restricted(nodeClass.tags());
        if (!restricted.isEmpty()) {
            return new LaunchOutcome.NodeClassNotReady("tags " + restricted + " are Karpenter's to set");
        }
        return narrow(claim, nodeClass);
    }

    private static @Nullable LaunchOutcome notReady(NodeClass nodeClass) {
        Condition ready = nodeClass.condition("Ready");
        if (ready == null || ready.status() == ConditionStatus.UNKNOWN) {
            return new LaunchOutcome.Failed(
                    FailureKind.UNAVAILABLE,
                    "NodeClassReadinessUnknown",
                    "it is not known yet whether EC2NodeClass " + nodeClass.name() + " is ready"
                            + (ready == null ? "" : ": " + ready.message()));
        }
        if (ready.status() == ConditionStatus.FALSE) {
            return new LaunchOutcome.NodeClassNotReady(ready.message());
        }
        return ready.observed(nodeClass.generation())
                ? null
                : new LaunchOutcome.NodeClassNotReady(
                        "EC2NodeClass " + nodeClass.name() + " has changed and was not looked at since");
    }

    private LaunchOutcome narrow(NodeClaim claim, NodeClass nodeClass) {
        Catalogue catalogue = types.list(nodeClass);
        if (catalogue.types().isEmpty()) {
            return new LaunchOutcome.Failed(
                    FailureKind.UNAVAILABLE, "InstanceTypeResolutionFailed", "no instance types are known yet");
        }
        LaunchNeed need = LaunchNeed.of(claim);
        List<InstanceType> choice = CheapestTypes.of(LaunchFilters.narrow(catalogue.types(), need), need);
        if (choice.isEmpty()) {
            return new LaunchOutcome.InsufficientCapacity(
                    "no instance type that meets the claim's requirements and requests can be bought now");
        }
        if (!minValuesBestEffort) {
            List<String> lacking = CheapestTypes.lackingVariety(choice, need);
            if (!lacking.isEmpty()) {
                return new LaunchOutcome.InsufficientCapacity(
                        "minValues requirement is not met for label(s) " + lacking);
            }
        }
        try {
            return order(claim, nodeClass, need, choice);
        } catch (SdkException broken) {
            AwsFailure failure = AwsFailure.of(broken);
            LaunchReason reason = failure.launchReason();
            return new LaunchOutcome.Failed(failure.kind(), reason.reason(), reason.message());
        }
    }

    private LaunchOutcome order(NodeClaim claim, NodeClass nodeClass, LaunchNeed need, List<InstanceType> choice) {
        String capacityType = FleetPlanner.capacityType(choice, need);
        LaunchNeed narrowed = need.boughtAs(capacityType);
        if (capacityType.equals(LabelKeys.ON_DEMAND) && need.allows(LabelKeys.SPOT) && choice.size() < FLEXIBLE) {
            LOG.atWarn()
                    .addKeyValue("NodeClaim", claim.name())
                    .addKeyValue("types", choice.size())
                    .log("falling back to on-demand with few instance types; more of them make spot likelier");
        }
        try {
            return attempt(claim, nodeClass, narrowed, choice);
        } catch (SdkException broken) {
            if (!AwsFailure.of(broken).launchTemplateGone()) {
                throw broken;
            }
            return attempt(claim, nodeClass, narrowed, choice);
        }
    }

    private LaunchOutcome attempt(NodeClaim claim, NodeClass nodeClass, LaunchNeed need, List<InstanceType> choice) {
        ResourceTags tags = ResourceTags.of(cluster.name(), nodeClass).and(AwsNames.TAG_NODE_POOL, claim.nodePool());
        var subnets = addresses.reserve(nodeClass.subnets(), zone -> addressesNeeded(choice, need, zone));
        Set<String> used = new HashSet<>();
        try {
            var configs = new ArrayList<FleetOrder.Config>();
            for (FleetPlanner.Group group : FleetPlanner.groups(nodeClass, claim, need, choice, tags)) {
                List<FleetOrder.Place> places = FleetPlanner.places(group, need, subnets);
                if (places.isEmpty()) {
                    continue;
                }
                switch (templates.ensure(group.order())) {
                    case LaunchTemplates.Outcome.NotPossible(var message) -> {
                        return new LaunchOutcome.Failed(FailureKind.REFUSED, "LaunchTemplateResolutionFailed", message);
                    }
                    case LaunchTemplates.Outcome.Ready(var name) -> {
                        var reservation = group.order().reservation();
                        configs.add(new FleetOrder.Config(name, reservation == null ? "" : reservation.id(), places));
                    }
                }
            }
            if (configs.isEmpty()) {
                return new LaunchOutcome.Failed(
                        FailureKind.REFUSED,
                        "LaunchTemplateResolutionFailed",
                        nodeClass.amis().isEmpty()
                                ? "no images are known for EC2NodeClass " + nodeClass.name()
                                : "no offering has both an image that boots it and a subnet in its zone");
            }
            return send(claim, nodeClass, need, choice, fleet(claim, nodeClass, need, choice, configs, tags), used);
        } finally {
            addresses.release(subnets, used);
        }
    }

    private static FleetOrder fleet(
            NodeClaim claim,
            NodeClass nodeClass,
            LaunchNeed need,
            List<InstanceType> choice,
            List<FleetOrder.Config> configs,
            ResourceTags tags) {
        FleetOrder.Purchase purchase = choice.stream()
                .flatMap(type -> type.offerings().stream())
                .filter(need::suits)
                .map(FleetOrder.Purchase::of)
                .findFirst()
                .orElse(FleetOrder.Purchase.ON_DEMAND);
        String context = nodeClass.spec().context();
        boolean relaxed = "true".equals(claim.annotations().get(MIN_VALUES_RELAXED));
        return new FleetOrder(
                purchase,
                claim.annotations().containsKey(PRICE_ADJUSTED),
                context == null || relaxed ? "" : context,
                configs,
                nodeClass.placementGroupId(),
                nodeClass.zones(),
                tags);
    }

    private LaunchOutcome send(
            NodeClaim claim,
            NodeClass nodeClass,
            LaunchNeed need,
            List<InstanceType> choice,
            FleetOrder order,
            Set<String> used) {
        FleetAnswer answer;
        try {
            answer = fleets.launch(order, claim.name(), claim.uid());
        } catch (SdkException broken) {
            if (AwsFailure.of(broken).launchTemplateGone()) {
                templates.forget(order.configs().stream()
                        .map(FleetOrder.Config::template)
                        .toList());
            }
            throw broken;
        }
        FleetAnswer.Launched launched = answer.launched();
        if (launched == null) {
            if (answer.errors().stream().anyMatch(refusal -> refusal.failure().spotRoleMissing())) {
                publish(
                        claim,
                        "Attempted to launch a spot instance but failed due to"
                                + " \"AuthFailure.ServiceLinkedRoleCreationNotPermitted\"");
            }
            return FleetErrors.outcome(answer.errors());
        }
        used.add(launched.subnet());
        if (!launched.reservation().isEmpty()) {
            counts.launched(launched.reservation(), clock.instant());
        }
        return new LaunchOutcome.Launched(launched(claim, nodeClass, need, choice, launched));
    }

    private Instance launched(
            NodeClaim claim,
            NodeClass nodeClass,
            LaunchNeed need,
            List<InstanceType> choice,
            FleetAnswer.Launched launched) {
        InstanceType type = choice.stream()
                .filter(candidate -> candidate.name().equals(launched.type()))
                .findFirst()
                .or(() -> types.list(nodeClass).types().stream()
                        .filter(candidate -> candidate.name().equals(launched.type()))
                        .findFirst())
                .orElseThrow(() -> new IllegalStateException("EC2 launched " + launched.type() + " for NodeClaim "
                        + claim.name() + ", which is no instance type that it describes"));
        String hash = EC2NodeClassHash.of(nodeClass.spec(), cluster.certificateAuthority());
        boolean efa =
                nodeClass.spec().networkInterfaces() != null || need.requests().has(AwsResources.EFA);
        return ClaimedMachines.of(
                launched,
                claim.name(),
                clock.instant(),
                type,
                nodeClass,
                FleetPlanner.tenancy(need),
                FleetPlanner.partition(nodeClass, need),
                hash,
                EC2NodeClassHash.VERSION,
                efa);
    }

    /// Addresses that a machine in the zone will take at most: of the types that may go there, as many as the one
    /// with fewest pods has pods. It may be the smallest; reserving more would keep subnets empty.
    private static long addressesNeeded(List<InstanceType> types, LaunchNeed need, String zone) {
        return types.stream()
                .filter(type -> type.offerings().stream()
                        .anyMatch(offering -> offering.zone().equals(zone) && need.suits(offering)))
                .mapToLong(type -> type.capacity().get(ResourceNames.PODS))
                .min()
                .orElse(0);
    }

    private void publish(NodeClaim claim, String message) {
        events.publish(
                new EventSink.About(NODE_CLAIM_VERSION, "NodeClaim", claim.name(), claim.uid()),
                EventSink.Severity.WARNING,
                "",
                message);
    }
}
