package sh.karpenter.providers.aws.securitygroup;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import sh.karpenter.kube.api.aws.ResolvedSecurityGroup;
import sh.karpenter.kube.api.aws.SecurityGroupSelectorTerm;
import sh.karpenter.providers.aws.cache.Caches;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.selector.TagFilters;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.Filter;

/// Finds the security groups that a node class selects.
public final class SecurityGroups {
    private static final int PAGE = 500;

    private final Ec2Client ec2;
    private final Cache<String, List<ResolvedSecurityGroup>> found;

    /// @param refreshAfter how long an answer of EC2 is used
    public SecurityGroups(Ec2Client ec2, Duration refreshAfter, InstantSource clock) {
        this.ec2 = ec2;
        this.found = Caches.expiring(refreshAfter, clock);
    }

    /// The groups of a class, in order of id.
    ///
    /// @throws software.amazon.awssdk.core.exception.SdkException when EC2 does not answer
    public List<ResolvedSecurityGroup> find(NodeClass nodeClass) {
        return found.get(nodeClass.uid() + "-" + nodeClass.generation(), _ -> ask(nodeClass));
    }

    private List<ResolvedSecurityGroup> ask(NodeClass nodeClass) {
        var byId = new TreeMap<String, ResolvedSecurityGroup>();
        for (List<Filter> filters : filterSets(nodeClass.spec().securityGroupSelectorTerms())) {
            var request = DescribeSecurityGroupsRequest.builder()
                    .filters(filters)
                    .maxResults(PAGE)
                    .build();
            for (var group : ec2.describeSecurityGroupsPaginator(request).securityGroups()) {
                byId.put(group.groupId(), new ResolvedSecurityGroup(group.groupId(), group.groupName()));
            }
        }
        return List.copyOf(byId.values());
    }

    /// One set of filters per query: the terms with tags each, then all ids together, then all names together.
    static List<List<Filter>> filterSets(List<SecurityGroupSelectorTerm> terms) {
        var sets = new ArrayList<List<Filter>>();
        var ids = new ArrayList<String>();
        var names = new ArrayList<String>();
        for (SecurityGroupSelectorTerm term : terms) {
            if (term.id() != null) {
                ids.add(term.id());
            } else if (term.name() != null) {
                names.add(term.name());
            } else {
                sets.add(TagFilters.of(term.tags()));
            }
        }
        if (!ids.isEmpty()) {
            sets.add(List.of(TagFilters.filter("group-id", ids)));
        }
        if (!names.isEmpty()) {
            sets.add(List.of(TagFilters.filter("group-name", names)));
        }
        return sets;
    }
}
