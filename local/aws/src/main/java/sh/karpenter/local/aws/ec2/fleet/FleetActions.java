package sh.karpenter.local.aws.ec2.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.account.Ids;
import sh.karpenter.local.aws.catalog.Catalog;
import sh.karpenter.local.aws.ec2.capacity.CapacityPool;
import sh.karpenter.local.aws.ec2.capacity.CapacityPools;
import sh.karpenter.local.aws.ec2.instance.InstanceLauncher;
import sh.karpenter.local.aws.ec2.instance.Instances;
import sh.karpenter.local.aws.ec2.instance.LaunchOrder;
import sh.karpenter.local.aws.ec2.instance.Market;
import sh.karpenter.local.aws.ec2.network.Network;
import sh.karpenter.local.aws.ec2.tag.Tags;
import sh.karpenter.local.aws.ec2.template.LaunchDataXml;
import sh.karpenter.local.aws.ec2.template.LaunchTemplate;
import sh.karpenter.local.aws.ec2.template.LaunchTemplates;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.Parameters;
import sh.karpenter.local.aws.wire.QueryAction;
import sh.karpenter.local.aws.wire.Xml;

/// CreateFleet, for fleets of type `instant`.
public final class FleetActions {
    private final Catalog catalog;
    private final Network network;
    private final LaunchTemplates templates;
    private final CapacityPools pools;
    private final Instances instances;
    private final InstanceLauncher launcher;
    private final Tags tags;
    private final Ids ids;

    public FleetActions(
            Catalog catalog,
            Network network,
            LaunchTemplates templates,
            CapacityPools pools,
            Instances instances,
            InstanceLauncher launcher,
            Tags tags,
            Ids ids) {
        this.catalog = catalog;
        this.network = network;
        this.templates = templates;
        this.pools = pools;
        this.instances = instances;
        this.launcher = launcher;
        this.tags = tags;
        this.ids = ids;
    }

    /// The actions by name.
    public Map<String, QueryAction> actions() {
        return Map.of("CreateFleet", this::create);
    }

    private void create(Parameters request, Xml answer) {
        var type = request.text("Type", "maintain");
        if (!type.equals("instant")) {
            throw AwsFault.invalid("Fleets of type '" + type + "' are not served by this local AWS; use instant");
        }
        var configs = request.list("LaunchTemplateConfigs");
        if (configs.isEmpty()) {
            throw AwsFault.missing("LaunchTemplateConfigs");
        }
        var spotStrategy = AllocationStrategy.spot(request.group("SpotOptions").text("AllocationStrategy"));
        var onDemandStrategy =
                AllocationStrategy.onDemand(request.group("OnDemandOptions").text("AllocationStrategy"));
        var targets = targets(request.group("TargetCapacitySpecification"));
        var fleetId = Ids.of("fleet", ids.next("fleet"));
        var fleet = new Fleet(launcher);
        for (var target : targets.entrySet()) {
            var market = target.getKey();
            var candidates = candidates(request, configs, market, fleetId);
            if (request.flag("DryRun")) {
                throw AwsFault.dryRun();
            }
            var strategy = market == Market.SPOT ? spotStrategy : onDemandStrategy;
            fleet.fulfil(affordable(candidates, market, fleet), strategy, target.getValue());
        }
        tags.put(fleetId, Tags.specified(request.list("TagSpecification"), "fleet"));
        write(answer, fleetId, fleet);
    }

    /// How many instances of which market.
    private static Map<Market, Integer> targets(Parameters specification) {
        var total = specification.integer("TotalTargetCapacity");
        if (total == null || total < 0) {
            throw AwsFault.missing("TargetCapacitySpecification.TotalTargetCapacity");
        }
        var targets = new TreeMap<Market, Integer>();
        var onDemand = specification.integer("OnDemandTargetCapacity");
        var spot = specification.integer("SpotTargetCapacity");
        if (onDemand != null) {
            targets.put(Market.ON_DEMAND, onDemand);
        }
        if (spot != null) {
            targets.put(Market.SPOT, spot);
        }
        int rest = total - targets.values().stream().mapToInt(Integer::intValue).sum();
        if (rest > 0) {
            targets.merge(
                    defaultMarket(specification.text("DefaultTargetCapacityType", "on-demand")), rest, Integer::sum);
        }
        return targets;
    }

    private static Market defaultMarket(String capacityType) {
        return switch (capacityType) {
            case "spot" -> Market.SPOT;
            case "capacity-block" -> Market.CAPACITY_BLOCK;
            case "reserved-capacity" -> Market.INTERRUPTIBLE_RESERVATION;
            case "on-demand" -> Market.ON_DEMAND;
            default -> throw AwsFault.invalid("Invalid DefaultTargetCapacityType '" + capacityType + "'");
        };
    }

    private List<Candidate> candidates(Parameters request, List<Parameters> configs, Market market, String fleetId) {
        var inUse = pools.limits().isEmpty() ? List.<CapacityPool>of() : instances.poolsInUse();
        var candidates = new ArrayList<Candidate>();
        for (var config : configs) {
            var specification = config.group("LaunchTemplateSpecification");
            var template = templates.named(specification);
            int version = LaunchTemplates.version(template, specification.text("Version"));
            var overrides = config.list("Overrides");
            for (var override : overrides.isEmpty() ? List.of(Parameters.NONE) : overrides) {
                candidates.add(
                        candidate(request, template, version, override, market, fleetId, inUse, candidates.size()));
            }
        }
        return candidates;
    }

    private Candidate candidate(
            Parameters request,
            LaunchTemplate template,
            int version,
            Parameters override,
            Market market,
            String fleetId,
            List<CapacityPool> inUse,
            int position) {
        var data = template.versions().get(version - 1).overlaid(override);
        var specifications = new ArrayList<>(request.list("TagSpecification"));
        specifications.add(ownTags(template, version, fleetId));
        var order = new LaunchOrder(data, market, specifications, fleetId);
        var type = data.instanceType() == null ? "" : data.instanceType();
        var zone = zone(data.subnetId(), override);
        var pool = new CapacityPool(type, zone, market == Market.SPOT ? "spot" : "on-demand");
        var price = market == Market.SPOT
                ? catalog.spotPrice(type, zone)
                : catalog.onDemandPrices().hourly(type);
        var priority = override.number("Priority");
        return new Candidate(
                template,
                version,
                override,
                order,
                price,
                priority == null ? Double.MAX_VALUE : priority,
                pools.room(pool, inUse),
                (Ids.mix(pool.toString()) >>> 11) * 0x1p-53,
                position);
    }

    /// The tags that EC2 itself puts on a fleet's instances.
    private static Parameters ownTags(LaunchTemplate template, int version, String fleetId) {
        return Parameters.of(Map.of(
                "ResourceType", "instance",
                "Tag.1.Key", "aws:ec2:fleet-id",
                "Tag.1.Value", fleetId,
                "Tag.2.Key", "aws:ec2launchtemplate:id",
                "Tag.2.Value", template.id(),
                "Tag.3.Key", "aws:ec2launchtemplate:version",
                "Tag.3.Value", Integer.toString(version)));
    }

    private String zone(@Nullable String subnetId, Parameters override) {
        var subnet = subnetId == null ? null : network.subnet(subnetId);
        return subnet == null
                ? override.text("AvailabilityZone", catalog.zones().getFirst().name())
                : subnet.zone().name();
    }

    /// Drops spot candidates whose price is above what their override or the request will pay, noting the refusal.
    private static List<Candidate> affordable(List<Candidate> candidates, Market market, Fleet fleet) {
        if (market != Market.SPOT) {
            return candidates;
        }
        var affordable = new ArrayList<Candidate>();
        for (var candidate : candidates) {
            var most = candidate.override().number("MaxPrice");
            var price = candidate.price();
            if (most != null && price != null && price > most) {
                fleet.failures()
                        .add(new Fleet.Failure(
                                candidate,
                                "SpotMaxPriceTooLow",
                                "Your Spot request price of " + most
                                        + " is lower than the minimum required Spot request" + " fulfillment price of "
                                        + price + "."));
            } else {
                affordable.add(candidate);
            }
        }
        return affordable;
    }

    private static void write(Xml answer, String fleetId, Fleet fleet) {
        answer.text("fleetId", fleetId)
                .items("errorSet", fleet.failures(), (item, failure) -> {
                    writeCandidate(item, failure.candidate());
                    item.text("lifecycle", lifecycle(failure.candidate()))
                            .text("errorCode", failure.code())
                            .text("errorMessage", failure.message());
                })
                .items("fleetInstanceSet", fleet.launched().entrySet(), (item, entry) -> {
                    writeCandidate(item, entry.getKey());
                    item.text("lifecycle", lifecycle(entry.getKey()))
                            .texts("instanceIds", entry.getValue())
                            .text("instanceType", entry.getKey().order().data().instanceType());
                });
    }

    private static void writeCandidate(Xml item, Candidate candidate) {
        item.group(
                "launchTemplateAndOverrides",
                both -> both.group(
                                "launchTemplateSpecification",
                                specification -> specification
                                        .text(
                                                "launchTemplateId",
                                                candidate.template().id())
                                        .text("version", candidate.version()))
                        .group("overrides", overrides -> LaunchDataXml.write(overrides, candidate.override())));
    }

    private static String lifecycle(Candidate candidate) {
        var lifecycle = candidate.order().market().lifecycle();
        return lifecycle == null ? "on-demand" : lifecycle;
    }
}
