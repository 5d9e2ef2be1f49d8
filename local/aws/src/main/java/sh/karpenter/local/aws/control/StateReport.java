package sh.karpenter.local.aws.control;

import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.ec2.Ec2;
import sh.karpenter.local.aws.fault.Faults;
import sh.karpenter.local.aws.http.RequestLog;
import sh.karpenter.local.aws.sqs.MessageQueue;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The account at a glance, as JSON for people and scripts.
final class StateReport {
    private final Account account;
    private final Ec2 ec2;
    private final Faults faults;
    private final RequestLog requests;
    private final MessageQueue queue;

    StateReport(Account account, Ec2 ec2, Faults faults, RequestLog requests, MessageQueue queue) {
        this.account = account;
        this.ec2 = ec2;
        this.faults = faults;
        this.requests = requests;
        this.queue = queue;
    }

    /// The state now. The caller holds the account's lock.
    ObjectNode now() {
        var state = JsonNodeFactory.instance
                .objectNode()
                .put("account", account.id())
                .put("region", account.region())
                .put("cluster", account.clusterName());
        addInstances(state);
        addSubnets(state);
        var templates = state.putArray("launchTemplates");
        ec2.templates().all().forEach(template -> templates.add(template.name()));
        addCapacity(state);
        var pending = state.putArray("faults");
        faults.pending()
                .forEach(fault -> pending.addObject()
                        .put("action", fault.action())
                        .put("code", fault.code())
                        .put("times", fault.times())
                        .put("dryRunsOnly", fault.dryRunsOnly()));
        var releases = state.putArray("imageReleases");
        ec2.images().releases().forEach(release -> releases.add(release.amazonLinux()));
        state.put("queuedMessages", queue.messages().size());
        var counts = state.putObject("requests");
        requests.counts().forEach(counts::put);
        return state;
    }

    private void addInstances(ObjectNode state) {
        var instances = state.putArray("instances");
        for (var instance : ec2.instances().visible()) {
            var one = instances
                    .addObject()
                    .put("id", instance.id())
                    .put("type", instance.type().name())
                    .put("zone", instance.location().subnet().zone().name())
                    .put("capacityType", instance.pool().capacityType())
                    .put("state", ec2.instances().state(instance).wireName())
                    .put("image", instance.image().name())
                    .put("name", instance.privateDnsName())
                    .put("launchedAt", instance.launchedAt().toString());
            var tags = one.putObject("tags");
            ec2.tags().of(instance.id()).forEach(tags::put);
        }
    }

    private void addSubnets(ObjectNode state) {
        var subnets = state.putArray("subnets");
        for (var subnet : ec2.network().subnets()) {
            subnets.addObject()
                    .put("id", subnet.id())
                    .put("zone", subnet.zone().name())
                    .put("public", subnet.isPublic())
                    .put("available", subnet.available());
        }
    }

    private void addCapacity(ObjectNode state) {
        var limits = state.putArray("capacityLimits");
        for (var limit : ec2.pools().limits()) {
            limits.addObject()
                    .put("instanceType", limit.instanceType())
                    .put("zone", limit.zone())
                    .put("capacityType", limit.capacityType())
                    .put("instances", limit.instances())
                    .put("errorCode", limit.errorCode());
        }
        var reservations = state.putArray("capacityReservations");
        for (var reservation : ec2.reservations().reservations()) {
            reservations
                    .addObject()
                    .put("id", reservation.id())
                    .put("instanceType", reservation.instanceType())
                    .put("zone", reservation.zone())
                    .put("instances", reservation.total())
                    .put("used", ec2.instances().using(reservation.id()));
        }
    }
}
