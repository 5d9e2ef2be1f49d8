package sh.karpenter.local.aws.ec2.network;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.account.Ids;
import sh.karpenter.local.aws.catalog.Zone;
import sh.karpenter.local.aws.ec2.tag.Tags;

/// One VPC, laid out as cluster tools do it: per zone a private subnet of 8,187 addresses for nodes and a public
/// one of 1,019 for load balancers, and the security groups of cluster and nodes.
///
/// What nodes shall use carries the tag `karpenter.sh/discovery=<cluster>`: the private subnets and both security
/// groups. Not safe for use by several threads: the caller holds the account's lock.
public final class Network {
    private static final int VPC_BASE = Subnet.number("10.0.0.0");
    private static final int PUBLIC_PREFIX = 22;
    private static final int PRIVATE_PREFIX = 19;
    private static final int FIRST_PRIVATE = Subnet.number("10.0.32.0");

    private static final String DEFAULT_GROUP = Ids.of("sg", "default");

    private final String vpcId;
    private final SortedMap<String, Subnet> subnets = new TreeMap<>();
    private final SortedMap<String, SecurityGroup> groups = new TreeMap<>();

    /// Lays out the network and tags it.
    public Network(Account account, List<Zone> zones, Tags tags) {
        var cluster = account.clusterName();
        vpcId = Ids.of("vpc", cluster);
        var discovery = Map.of("karpenter.sh/discovery", cluster, "kubernetes.io/cluster/" + cluster, "owned");
        int index = 0;
        for (var zone : zones) {
            var publicSubnet = new Subnet(
                    Ids.of("subnet", "public/" + zone.name()),
                    zone,
                    vpcId,
                    VPC_BASE + index * (1 << (32 - PUBLIC_PREFIX)),
                    PUBLIC_PREFIX,
                    true);
            subnets.put(publicSubnet.id(), publicSubnet);
            tags.put(
                    publicSubnet.id(),
                    Map.of("Name", cluster + "-public-" + zone.name(), "kubernetes.io/role/elb", "1"));
            var privateSubnet = new Subnet(
                    Ids.of("subnet", "private/" + zone.name()),
                    zone,
                    vpcId,
                    FIRST_PRIVATE + index * (1 << (32 - PRIVATE_PREFIX)),
                    PRIVATE_PREFIX,
                    false);
            subnets.put(privateSubnet.id(), privateSubnet);
            tags.put(privateSubnet.id(), discovery);
            tags.put(
                    privateSubnet.id(),
                    Map.of("Name", cluster + "-private-" + zone.name(), "kubernetes.io/role/internal-elb", "1"));
            index++;
        }
        addGroup(new SecurityGroup(DEFAULT_GROUP, "default", "default VPC security group", vpcId), tags, Map.of());
        addGroup(
                new SecurityGroup(
                        Ids.of("sg", "cluster"),
                        "eks-cluster-sg-" + cluster,
                        "EKS created security group applied to the control plane and its network interfaces",
                        vpcId),
                tags,
                discovery);
        addGroup(
                new SecurityGroup(Ids.of("sg", "node"), cluster + "-node", "Nodes of the cluster", vpcId),
                tags,
                discovery);
    }

    /// The VPC's id.
    public String vpcId() {
        return vpcId;
    }

    /// The subnet of this id, null when there is none.
    public @Nullable Subnet subnet(String id) {
        return subnets.get(id);
    }

    /// All subnets by id.
    public Collection<Subnet> subnets() {
        return subnets.values();
    }

    /// The private subnet of a zone, null when the zone is not served.
    public @Nullable Subnet privateSubnet(String zone) {
        return subnets.values().stream()
                .filter(subnet -> !subnet.isPublic() && subnet.zone().name().equals(zone))
                .findFirst()
                .orElse(null);
    }

    /// The security group of this id, null when there is none.
    public @Nullable SecurityGroup group(String id) {
        return groups.get(id);
    }

    /// The group of instances that name none.
    public String defaultGroupId() {
        return DEFAULT_GROUP;
    }

    /// All security groups by id.
    public Collection<SecurityGroup> groups() {
        return groups.values();
    }

    /// Adds a security group with tags.
    public void addGroup(SecurityGroup group, Tags tags, Map<String, String> groupTags) {
        groups.put(group.id(), group);
        tags.put(group.id(), Map.of("Name", group.name()));
        tags.put(group.id(), groupTags);
    }
}
