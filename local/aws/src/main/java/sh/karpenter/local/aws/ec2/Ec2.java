package sh.karpenter.local.aws.ec2;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.account.AccountLock;
import sh.karpenter.local.aws.account.Ids;
import sh.karpenter.local.aws.catalog.Catalog;
import sh.karpenter.local.aws.ec2.capacity.CapacityActions;
import sh.karpenter.local.aws.ec2.capacity.CapacityPools;
import sh.karpenter.local.aws.ec2.capacity.Reservations;
import sh.karpenter.local.aws.ec2.fleet.FleetActions;
import sh.karpenter.local.aws.ec2.image.ImageActions;
import sh.karpenter.local.aws.ec2.image.Images;
import sh.karpenter.local.aws.ec2.instance.InstanceActions;
import sh.karpenter.local.aws.ec2.instance.InstanceDelays;
import sh.karpenter.local.aws.ec2.instance.InstanceLauncher;
import sh.karpenter.local.aws.ec2.instance.Instances;
import sh.karpenter.local.aws.ec2.instance.LaunchChecks;
import sh.karpenter.local.aws.ec2.network.Network;
import sh.karpenter.local.aws.ec2.network.NetworkActions;
import sh.karpenter.local.aws.ec2.status.InstanceStatusActions;
import sh.karpenter.local.aws.ec2.tag.Tags;
import sh.karpenter.local.aws.ec2.template.LaunchTemplateActions;
import sh.karpenter.local.aws.ec2.template.LaunchTemplates;
import sh.karpenter.local.aws.ec2.type.InstanceTypeActions;
import sh.karpenter.local.aws.iam.InstanceProfiles;
import sh.karpenter.local.aws.time.Timer;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.AwsService;
import sh.karpenter.local.aws.wire.QueryAction;
import sh.karpenter.local.aws.wire.QueryService;

/// EC2: all its state, and the service over it. Everything here is used with the account's lock held.
public final class Ec2 {
    /// Actions that check a dry run like a real one before they say that it would have succeeded.
    private static final Set<String> CHECKED_DRY_RUNS = Set.of("CreateFleet", "CreateLaunchTemplate", "RunInstances");

    private static final Set<String> IDEMPOTENT = Set.of("CreateFleet", "CreateLaunchTemplate", "RunInstances");

    private final Tags tags = new Tags();
    private final Images images = new Images();
    private final CapacityPools pools = new CapacityPools();
    private final Reservations reservations = new Reservations();
    private final Network network;
    private final LaunchTemplates templates;
    private final Instances instances;
    private final InstanceStatusActions statuses;
    private final AwsService service;

    public Ec2(
            Account account,
            Catalog catalog,
            InstanceProfiles profiles,
            Ids ids,
            Clock clock,
            Timer timer,
            AccountLock lock,
            InstanceDelays delays) {
        network = new Network(account, catalog.zones(), tags);
        templates = new LaunchTemplates(account, ids, clock);
        instances = new Instances(clock, timer, lock, delays, tags);
        var checks = new LaunchChecks(catalog, network, images, profiles, reservations, pools, instances, clock);
        var launcher = new InstanceLauncher(checks, instances, ids, clock, tags, network.defaultGroupId());
        statuses = new InstanceStatusActions(instances, clock);
        var capacity = new CapacityActions(
                account, catalog, reservations, instances::using, instances::leaveReservation, tags, ids, clock);
        service = service(List.of(
                statuses.actions(),
                capacity.actions(),
                new InstanceTypeActions(catalog, clock).actions(),
                new NetworkActions(account, network, tags, catalog.zones()).actions(),
                new ImageActions(account, images, tags, clock).actions(),
                new LaunchTemplateActions(templates, tags).actions(),
                new InstanceActions(account, network, tags, instances, launcher, templates).actions(),
                new FleetActions(catalog, network, templates, pools, instances, launcher, tags, ids).actions(),
                tags.actions(this::requireResource)));
    }

    /// The service that answers requests.
    public AwsService service() {
        return service;
    }

    /// Tags of all resources.
    public Tags tags() {
        return tags;
    }

    /// Machine images.
    public Images images() {
        return images;
    }

    /// Limits of capacity pools.
    public CapacityPools pools() {
        return pools;
    }

    /// Capacity reservations and placement groups.
    public Reservations reservations() {
        return reservations;
    }

    /// Subnets and security groups.
    public Network network() {
        return network;
    }

    /// Launch templates.
    public LaunchTemplates templates() {
        return templates;
    }

    /// Instances.
    public Instances instances() {
        return instances;
    }

    /// What status checks say about instances.
    public InstanceStatusActions statuses() {
        return statuses;
    }

    private static AwsService service(List<Map<String, QueryAction>> groups) {
        var tokens = new ClientTokens();
        var actions = new TreeMap<String, QueryAction>();
        for (var group : groups) {
            group.forEach((name, action) -> {
                var checked = CHECKED_DRY_RUNS.contains(name) ? action : refusingDryRuns(action);
                actions.put(name, IDEMPOTENT.contains(name) ? tokens.once(name, checked) : checked);
            });
        }
        return QueryService.ec2(actions);
    }

    private static QueryAction refusingDryRuns(QueryAction action) {
        return (request, answer) -> {
            if (request.flag("DryRun")) {
                throw AwsFault.dryRun();
            }
            action.answer(request, answer);
        };
    }

    /// Tags can be put on instances only while they exist; what else is tagged is not looked at.
    private void requireResource(String id) {
        if (id.startsWith("i-")) {
            instances.get(id);
        }
    }
}
