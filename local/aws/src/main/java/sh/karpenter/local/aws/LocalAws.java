package sh.karpenter.local.aws;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.account.AccountLock;
import sh.karpenter.local.aws.account.Ids;
import sh.karpenter.local.aws.boot.BootSequence;
import sh.karpenter.local.aws.catalog.Catalog;
import sh.karpenter.local.aws.control.ControlService;
import sh.karpenter.local.aws.ec2.Ec2;
import sh.karpenter.local.aws.ec2.network.Subnet;
import sh.karpenter.local.aws.eks.Cluster;
import sh.karpenter.local.aws.eks.EksService;
import sh.karpenter.local.aws.event.Events;
import sh.karpenter.local.aws.fault.Faults;
import sh.karpenter.local.aws.http.Gateway;
import sh.karpenter.local.aws.http.HttpFront;
import sh.karpenter.local.aws.http.RequestLog;
import sh.karpenter.local.aws.iam.IamActions;
import sh.karpenter.local.aws.iam.InstanceProfiles;
import sh.karpenter.local.aws.iam.StsActions;
import sh.karpenter.local.aws.pricing.PriceList;
import sh.karpenter.local.aws.sqs.MessageQueue;
import sh.karpenter.local.aws.sqs.Queues;
import sh.karpenter.local.aws.sqs.SqsService;
import sh.karpenter.local.aws.ssm.ParameterStore;
import sh.karpenter.local.aws.time.SystemTimer;
import sh.karpenter.local.aws.time.Timer;
import sh.karpenter.local.aws.wire.AwsService;
import sh.karpenter.local.aws.wire.JsonService;
import sh.karpenter.local.aws.wire.QueryService;
import sh.karpenter.local.aws.zonalshift.ZonalShifts;

/// A local AWS: one account with one region and one cluster, behind one HTTP port for all services.
///
/// ```java
/// try (var aws = LocalAws.builder().clusterName("demo").nodeLauncher(nodes).start()) {
///     var ec2 = Ec2Client.builder().endpointOverride(aws.endpoint()).region(Region.US_WEST_2)…
/// }
/// ```
///
/// Each one has a state of its own that ends with it. What is behind the APIs can be looked at and changed through the
/// accessors here: [#faults], [#events], [#requests] and [#interruptionQueue] are safe at any time; around the others
/// use [#lock] while clients are at work. The same can be done over HTTP, see [ControlService].
public final class LocalAws implements AutoCloseable {
    private static final String ACCOUNT_ID = "000000000000";
    private static final Duration INTERRUPTION_RETENTION = Duration.ofMinutes(5);

    private final Account account;
    private final AccountLock lock = new AccountLock();
    private final Ids ids = new Ids();
    private final Faults faults = new Faults();
    private final RequestLog requests = new RequestLog();
    private final AtomicReference<Cluster> cluster;
    private final Timer timer;
    private final Catalog catalog;
    private final Ec2 ec2;
    private final InstanceProfiles profiles;
    private final ParameterStore parameters;
    private final Queues queues;
    private final MessageQueue interruptionQueue;
    private final Events events;
    private final ZonalShifts zonalShifts;
    private final HttpFront front;

    LocalAws(Builder builder) {
        var clock = builder.clock;
        account = new Account(ACCOUNT_ID, builder.region, builder.clusterName);
        cluster = new AtomicReference<>(
                builder.cluster == null ? Cluster.unreachable(builder.clusterName) : builder.cluster);
        timer = builder.timer == null ? new SystemTimer() : builder.timer;
        catalog = new Catalog(builder.region, builder.zones);
        profiles = new InstanceProfiles(
                clock, builder.nodeRole == null ? "KarpenterNodeRole-" + builder.clusterName : builder.nodeRole);
        ec2 = new Ec2(account, catalog, profiles, ids, clock, timer, lock, builder.delays);
        parameters = new ParameterStore(account, clock, () -> ec2.images().parameters());
        queues = new Queues(account, clock);
        interruptionQueue = queues.create(builder.clusterName, INTERRUPTION_RETENTION);
        events = new Events(account, clock, timer, lock, ec2.instances(), interruptionQueue);
        zonalShifts = new ZonalShifts(account, clock);
        ec2.instances().listen(events);
        ec2.instances().listen(new BootSequence(cluster::get, profiles, lock, builder.launcher));
        front = HttpFront.start(
                builder.host,
                builder.port,
                new Gateway(services(clock), faults, requests),
                new ControlService(
                        account, lock, clock, ids, ec2, faults, requests, events, interruptionQueue, zonalShifts));
    }

    /// Begins the description of a local AWS; every setting has a default.
    public static Builder builder() {
        return new Builder();
    }

    private Map<String, AwsService> services(Clock clock) {
        var subnetIds = ec2.network().subnets().stream().map(Subnet::id).toList();
        var services = new TreeMap<String, AwsService>();
        services.put("ec2", locked(ec2.service()));
        services.put("ssm", locked(new JsonService("ssm", "1.1", parameters.actions())));
        services.put("pricing", locked(new JsonService("pricing", "1.1", new PriceList(catalog).actions())));
        services.put(
                "eks",
                locked(new EksService(account, cluster::get, ec2.network().vpcId(), subnetIds)));
        services.put("arc-zonal-shift", locked(zonalShifts));
        services.put("sqs", new SqsService(queues));
        services.put(
                "iam",
                locked(QueryService.named(
                        "iam",
                        "https://iam.amazonaws.com/doc/2010-05-08/",
                        new IamActions(account, profiles).actions())));
        services.put(
                "sts",
                locked(QueryService.named(
                        "sts", "https://sts.amazonaws.com/doc/2011-06-15/", new StsActions(account, clock).actions())));
        return services;
    }

    /// The URL for every client's endpoint override.
    public URI endpoint() {
        return front.endpoint();
    }

    /// The account, its region and its cluster's name.
    public Account account() {
        return account;
    }

    /// The cluster as EKS describes it and nodes must find it.
    public Cluster cluster() {
        return cluster.get();
    }

    /// Changes the cluster, for example when its API server has started and its port is known.
    public void cluster(Cluster now) {
        cluster.set(now);
    }

    /// Guards the state below against requests that come in meanwhile.
    public AccountLock lock() {
        return lock;
    }

    /// Instances, images, capacity and everything else of EC2.
    public Ec2 ec2() {
        return ec2;
    }

    /// Instance types, offerings and prices. Never changes.
    public Catalog catalog() {
        return catalog;
    }

    /// Instance profiles and roles.
    public InstanceProfiles profiles() {
        return profiles;
    }

    /// Parameters of the parameter store.
    public ParameterStore parameters() {
        return parameters;
    }

    /// All queues.
    public Queues queues() {
        return queues;
    }

    /// The queue that events about instances go to; it has the cluster's name.
    public MessageQueue interruptionQueue() {
        return interruptionQueue;
    }

    /// Interruptions and other news for instances.
    public Events events() {
        return events;
    }

    /// Zones that traffic is moved away from.
    public ZonalShifts zonalShifts() {
        return zonalShifts;
    }

    /// Refusals that strike on order.
    public Faults faults() {
        return faults;
    }

    /// Which actions were asked for, how often.
    public RequestLog requests() {
        return requests;
    }

    @Override
    public void close() {
        timer.close();
        queues.close();
        front.close();
    }

    private AwsService locked(AwsService service) {
        return new LockedService(service, lock);
    }
}
