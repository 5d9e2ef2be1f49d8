package sh.karpenter.local.aws;

import java.net.URI;
import java.util.TreeMap;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.account.AccountLock;
import sh.karpenter.local.aws.account.Ids;
import sh.karpenter.local.aws.catalog.Catalog;
import sh.karpenter.local.aws.ec2.Ec2;
import sh.karpenter.local.aws.fault.Faults;
import sh.karpenter.local.aws.http.Gateway;
import sh.karpenter.local.aws.http.HttpFront;
import sh.karpenter.local.aws.http.RequestLog;
import sh.karpenter.local.aws.iam.IamActions;
import sh.karpenter.local.aws.iam.InstanceProfiles;
import sh.karpenter.local.aws.iam.StsActions;
import sh.karpenter.local.aws.ssm.ParameterStore;
import sh.karpenter.local.aws.time.SystemTimer;
import sh.karpenter.local.aws.time.Timer;
import sh.karpenter.local.aws.wire.AwsAnswer;
import sh.karpenter.local.aws.wire.AwsService;
import sh.karpenter.local.aws.wire.JsonService;
import sh.karpenter.local.aws.wire.QueryService;

/// A local AWS: one account with one region and one cluster, behind one HTTP port for all services.
///
/// ```java
/// try (var aws = LocalAws.builder().clusterName("demo").start()) {
///     var ec2 = Ec2Client.builder().endpointOverride(aws.endpoint()).region(Region.US_WEST_2)…
/// }
/// ```
///
/// Each one has a state of its own that ends with it. What is behind the APIs can be looked at and changed through
/// the accessors here; use [#lock] around them while clients are at work.
public final class LocalAws implements AutoCloseable {
    private final Account account;
    private final AccountLock lock;
    private final Ec2 ec2;
    private final InstanceProfiles profiles;
    private final ParameterStore parameters;
    private final Faults faults;
    private final RequestLog requests;
    private final Timer timer;
    private final HttpFront front;

    LocalAws(Builder builder) {
        account = new Account("000000000000", builder.region, builder.clusterName);
        lock = new AccountLock();
        faults = new Faults();
        requests = new RequestLog();
        timer = builder.timer == null ? new SystemTimer() : builder.timer;
        var clock = builder.clock;
        var nodeRole = builder.nodeRole == null ? "KarpenterNodeRole-" + builder.clusterName : builder.nodeRole;
        profiles = new InstanceProfiles(clock, nodeRole);
        var catalog = new Catalog(builder.region, builder.zones);
        ec2 = new Ec2(account, catalog, profiles, new Ids(), clock, timer, lock, builder.delays);
        parameters = new ParameterStore(account, clock, () -> ec2.images().parameters());
        var services = new TreeMap<String, AwsService>();
        services.put("ec2", locked(ec2.service()));
        services.put("ssm", locked(new JsonService("ssm", "1.1", parameters.actions())));
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
        front = HttpFront.start(
                builder.host,
                builder.port,
                new Gateway(services, faults, requests),
                request -> AwsAnswer.of(404, "text/plain", "There is no " + request.path()));
    }

    /// Begins the description of a local AWS; every setting has a default.
    public static Builder builder() {
        return new Builder();
    }

    /// The URL for every client's endpoint override.
    public URI endpoint() {
        return front.endpoint();
    }

    /// The account, its region and its cluster.
    public Account account() {
        return account;
    }

    /// Guards the state below against requests that come in meanwhile.
    public AccountLock lock() {
        return lock;
    }

    /// Instances, images, capacity and everything else of EC2.
    public Ec2 ec2() {
        return ec2;
    }

    /// Instance profiles and roles.
    public InstanceProfiles profiles() {
        return profiles;
    }

    /// Parameters of the parameter store.
    public ParameterStore parameters() {
        return parameters;
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
        front.close();
    }

    private AwsService locked(AwsService service) {
        return new LockedService(service, lock);
    }
}
