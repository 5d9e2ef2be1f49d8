package sh.karpenter.providers.aws.instance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.providers.aws.batch.Batcher;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.selector.TagFilters;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceStateChange;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;

/// The cluster's machines at EC2. Looks at single machines and terminations are collected into common calls.
///
/// What was seen last is remembered, because a machine's image, subnet and groups do not change.
public final class Instances {
    private static final List<String> EXISTING = List.of("pending", "running", "stopping", "stopped", "shutting-down");
    private static final List<String> USABLE = List.of("pending", "running");
    private static final int PAGE = 1000;
    /// EC2 takes at most so many values per filter.
    private static final int FILTER_VALUES = 200;

    private final Ec2Client ec2;
    private final String cluster;
    private final ProviderMeters meters;
    private final Batcher<String, Optional<Machine>> describing;
    private final Batcher<String, Boolean> terminating;
    private final Map<String, Machine> seen = new ConcurrentHashMap<>();

    /// How long requests for machines are collected.
    public static Batcher.Window usualWindow() {
        return new Batcher.Window(Duration.ofMillis(100), Duration.ofSeconds(1), 500);
    }

    public Instances(Ec2Client ec2, String cluster, Batcher.Window window, ProviderMeters meters) {
        this.ec2 = ec2;
        this.cluster = cluster;
        this.meters = meters;
        this.describing = new Batcher<>("describe_instances", window, _ -> "all", this::describeMany, meters);
        this.terminating = new Batcher<>("terminate_instances", window, _ -> "all", this::terminateMany, meters);
    }

    /// A machine as EC2 has it now, null when there is none (any more).
    ///
    /// @throws SdkException when EC2 does not answer
    public @Nullable Machine find(String instanceId) {
        Machine machine = describing.submit(instanceId).orElseGet(() -> describeOne(instanceId));
        if (machine == null) {
            seen.remove(instanceId);
        } else {
            seen.put(instanceId, machine);
        }
        return machine;
    }

    /// A machine as last seen, else as EC2 has it; null when there is none.
    ///
    /// @throws SdkException when it was never seen and EC2 does not answer
    public @Nullable Machine findSeen(String instanceId) {
        Machine known = seen.get(instanceId);
        return known == null ? find(instanceId) : known;
    }

    /// All machines of the cluster, in order of provider id.
    ///
    /// @throws SdkException when EC2 does not answer
    public List<Machine> list() {
        List<Machine> machines = describe(List.of(
                TagFilters.filter("tag-key", List.of(AwsNames.TAG_NODE_POOL)),
                TagFilters.filter("tag-key", List.of(AwsNames.LABEL_NODE_CLASS)),
                clusterFilter(),
                stateFilter(EXISTING)));
        var ids = new ArrayList<String>();
        for (Machine machine : machines) {
            seen.put(machine.id(), machine);
            ids.add(machine.id());
        }
        seen.keySet().retainAll(ids);
        var sorted = new ArrayList<>(machines);
        sorted.sort(Comparator.comparing(machine -> machine.providerId().toString()));
        return sorted;
    }

    /// The machines that were launched for claims and can still be used, by claim.
    ///
    /// @throws SdkException when EC2 does not answer
    public Map<String, Machine> ofClaims(Collection<String> claims) {
        var names = List.copyOf(claims);
        var result = new HashMap<String, Machine>();
        for (int start = 0; start < names.size(); start += FILTER_VALUES) {
            List<String> some = names.subList(start, Math.min(start + FILTER_VALUES, names.size()));
            List<Machine> machines = describe(List.of(
                    TagFilters.filter("tag:" + AwsNames.TAG_NODE_CLAIM, some), clusterFilter(), stateFilter(USABLE)));
            machines.forEach(machine -> result.putIfAbsent(machine.claim(), machine));
        }
        return result;
    }

    /// Ends a machine. One that does not exist is ended already.
    ///
    /// @param zoneId its zone's name in all accounts, empty when it is not known
    /// @throws SdkException when EC2 does not answer
    public void terminate(Machine machine, String zoneId) {
        seen.remove(machine.id());
        try {
            if (!terminating.submit(machine.id())) {
                terminateOne(machine.id());
            }
        } catch (SdkException broken) {
            if (!AwsFailure.of(broken).notFound()) {
                meters.terminationFailed(machine.zone(), zoneId);
                throw broken;
            }
        }
    }

    /// Sets tags.
    ///
    /// @return whether there is such a machine
    /// @throws SdkException when EC2 does not answer
    public boolean tag(String instanceId, SequencedMap<String, String> tags) {
        try {
            ec2.createTags(CreateTagsRequest.builder()
                    .resources(instanceId)
                    .tags(tags.entrySet().stream()
                            .map(entry -> Tag.builder()
                                    .key(entry.getKey())
                                    .value(entry.getValue())
                                    .build())
                            .toList())
                    .build());
            return true;
        } catch (SdkException broken) {
            if (AwsFailure.of(broken).notFound()) {
                return false;
            }
            throw broken;
        }
    }

    /// The answers for several ids at once; empty where the common call told nothing, which may also mean that it
    /// failed because of one of the others.
    private List<Optional<Machine>> describeMany(List<String> ids) {
        var byId = new HashMap<String, Machine>();
        try {
            for (Machine machine : describeByIds(List.copyOf(new TreeSet<>(ids)))) {
                byId.put(machine.id(), machine);
            }
        } catch (SdkException broken) {
            byId.clear();
        }
        return ids.stream().map(id -> Optional.ofNullable(byId.get(id))).toList();
    }

    private @Nullable Machine describeOne(String id) {
        try {
            List<Machine> machines = describeByIds(List.of(id));
            return machines.isEmpty() ? null : machines.getFirst();
        } catch (SdkException broken) {
            if (AwsFailure.of(broken).notFound()) {
                return null;
            }
            throw broken;
        }
    }

    private List<Machine> describeByIds(List<String> ids) {
        var request = DescribeInstancesRequest.builder()
                .instanceIds(ids)
                .filters(stateFilter(EXISTING))
                .build();
        var machines = new ArrayList<Machine>();
        ec2.describeInstances(request)
                .reservations()
                .forEach(group -> group.instances().forEach(instance -> machines.add(Machine.of(instance))));
        return machines;
    }

    private List<Machine> describe(List<Filter> filters) {
        var request = DescribeInstancesRequest.builder()
                .filters(filters)
                .maxResults(PAGE)
                .build();
        var machines = new ArrayList<Machine>();
        ec2.describeInstancesPaginator(request)
                .reservations()
                .forEach(group -> group.instances().forEach(instance -> machines.add(Machine.of(instance))));
        return machines;
    }

    /// For several ids at once: whether each is on its way out now.
    private List<Boolean> terminateMany(List<String> ids) {
        var ending = new ArrayList<String>();
        try {
            for (InstanceStateChange change : ec2.terminateInstances(TerminateInstancesRequest.builder()
                            .instanceIds(List.copyOf(new TreeSet<>(ids)))
                            .build())
                    .terminatingInstances()) {
                String state = change.currentState().nameAsString();
                if (state.equals("shutting-down") || state.equals("terminated")) {
                    ending.add(change.instanceId());
                }
            }
        } catch (SdkException broken) {
            ending.clear();
        }
        return ids.stream().map(ending::contains).toList();
    }

    private void terminateOne(String id) {
        ec2.terminateInstances(
                TerminateInstancesRequest.builder().instanceIds(id).build());
    }

    private Filter clusterFilter() {
        return TagFilters.filter("tag:" + AwsNames.TAG_CLUSTER_NAME, List.of(cluster));
    }

    private static Filter stateFilter(List<String> states) {
        return TagFilters.filter("instance-state-name", states);
    }
}
