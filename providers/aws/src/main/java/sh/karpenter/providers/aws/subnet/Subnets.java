package sh.karpenter.providers.aws.subnet;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import sh.karpenter.kube.api.aws.SubnetSelectorTerm;
import sh.karpenter.providers.aws.cache.Caches;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.selector.TagFilters;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.Filter;

/// Finds the subnets that a node class selects.
public final class Subnets {
    private static final int PAGE = 500;

    private final Ec2Client ec2;
    private final FreeAddresses free;
    private final Cache<String, List<Subnet>> found;

    /// @param refreshAfter how long an answer of EC2 is used
    public Subnets(Ec2Client ec2, FreeAddresses free, Duration refreshAfter, InstantSource clock) {
        this.ec2 = ec2;
        this.free = free;
        this.found = Caches.expiring(refreshAfter, clock);
    }

    /// The subnets of a class, those with most free addresses first.
    ///
    /// @throws software.amazon.awssdk.core.exception.SdkException when EC2 does not answer
    public List<Subnet> find(NodeClass nodeClass) {
        return found.get(nodeClass.uid() + "-" + nodeClass.generation(), _ -> ask(nodeClass));
    }

    private List<Subnet> ask(NodeClass nodeClass) {
        var byId = new TreeMap<String, Subnet>();
        for (List<Filter> filters : filterSets(nodeClass.spec().subnetSelectorTerms())) {
            var request = DescribeSubnetsRequest.builder()
                    .filters(filters)
                    .maxResults(PAGE)
                    .build();
            for (var subnet : ec2.describeSubnetsPaginator(request).subnets()) {
                Integer addresses = subnet.availableIpAddressCount();
                byId.put(
                        subnet.subnetId(),
                        new Subnet(
                                subnet.subnetId(),
                                subnet.availabilityZone(),
                                subnet.availabilityZoneId() == null ? "" : subnet.availabilityZoneId(),
                                addresses == null ? 0 : addresses));
            }
        }
        var subnets = new ArrayList<>(byId.values());
        subnets.sort(Comparator.comparingInt(Subnet::freeAddresses).reversed().thenComparing(Subnet::id));
        subnets.forEach(free::told);
        return List.copyOf(subnets);
    }

    /// One set of filters per query: the terms with tags each, all ids together last.
    static List<List<Filter>> filterSets(List<SubnetSelectorTerm> terms) {
        var sets = new ArrayList<List<Filter>>();
        var ids = new ArrayList<String>();
        for (SubnetSelectorTerm term : terms) {
            if (term.id() != null) {
                ids.add(term.id());
            } else {
                sets.add(TagFilters.of(term.tags()));
            }
        }
        if (!ids.isEmpty()) {
            sets.add(List.of(TagFilters.filter("subnet-id", ids)));
        }
        return sets;
    }
}
