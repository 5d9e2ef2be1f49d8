package sh.karpenter.providers.aws.testbed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.NodeRequirement;
import sh.karpenter.kube.api.aws.AmiSelectorTerm;
import sh.karpenter.kube.api.aws.BlockDeviceMapping;
import sh.karpenter.kube.api.aws.CapacityReservationSelectorTerm;
import sh.karpenter.kube.api.aws.ConnectionTracking;
import sh.karpenter.kube.api.aws.EC2NodeClassSpec;
import sh.karpenter.kube.api.aws.EC2NodeClassStatus;
import sh.karpenter.kube.api.aws.MetadataOptions;
import sh.karpenter.kube.api.aws.NetworkInterface;
import sh.karpenter.kube.api.aws.ResolvedAmi;
import sh.karpenter.kube.api.aws.ResolvedSecurityGroup;
import sh.karpenter.kube.api.aws.ResolvedSubnet;
import sh.karpenter.kube.api.aws.SecurityGroupSelectorTerm;
import sh.karpenter.kube.api.aws.SubnetSelectorTerm;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.providers.aws.nodeclass.NodeClass;

/// Describes node classes for tests: AL2023 with a role and the usual discovery tags unless said otherwise.
public final class NodeClassBuilder {
    private static final Map<String, String> DISCOVERY = Map.of("karpenter.sh/discovery", "test-cluster");

    private final List<Condition> conditions = new ArrayList<>();
    private List<SubnetSelectorTerm> subnetTerms = List.of(new SubnetSelectorTerm(DISCOVERY, null));
    private List<SecurityGroupSelectorTerm> groupTerms = List.of(new SecurityGroupSelectorTerm(DISCOVERY, null, null));
    private List<AmiSelectorTerm> amiTerms =
            List.of(new AmiSelectorTerm("al2023@latest", null, null, null, null, null));
    private @Nullable String amiFamily;
    private @Nullable String userData;
    private @Nullable String role = "KarpenterNodeRole-test-cluster";
    private @Nullable String instanceProfile;
    private @Nullable Map<String, String> tags;
    private @Nullable Map<String, Object> kubelet;
    private @Nullable List<BlockDeviceMapping> blockDevices;
    private @Nullable String instanceStorePolicy;
    private @Nullable List<ResolvedSubnet> subnets;
    private @Nullable List<ResolvedSecurityGroup> groups;
    private @Nullable List<ResolvedAmi> amis;
    private @Nullable String statusProfile;
    private @Nullable Integer ipPrefixCount;
    private @Nullable Boolean publicAddress;
    private @Nullable List<NetworkInterface> networkInterfaces;
    private @Nullable ConnectionTracking connectionTracking;
    private @Nullable MetadataOptions metadataOptions;
    private @Nullable List<CapacityReservationSelectorTerm> reservationTerms;
    private long generation = 1;

    private NodeClassBuilder() {}

    public static NodeClassBuilder nodeClass() {
        return new NodeClassBuilder();
    }

    public NodeClassBuilder generation(long value) {
        generation = value;
        return this;
    }

    public NodeClassBuilder amiFamily(String value) {
        amiFamily = value;
        return this;
    }

    public NodeClassBuilder alias(String value) {
        amiTerms = List.of(new AmiSelectorTerm(value, null, null, null, null, null));
        return this;
    }

    public NodeClassBuilder amiTerms(AmiSelectorTerm... terms) {
        amiTerms = List.of(terms);
        return this;
    }

    public NodeClassBuilder subnetTerms(SubnetSelectorTerm... terms) {
        subnetTerms = List.of(terms);
        return this;
    }

    public NodeClassBuilder groupTerms(SecurityGroupSelectorTerm... terms) {
        groupTerms = List.of(terms);
        return this;
    }

    public NodeClassBuilder userData(String value) {
        userData = value;
        return this;
    }

    public NodeClassBuilder role(String value) {
        role = value;
        instanceProfile = null;
        return this;
    }

    public NodeClassBuilder instanceProfile(String value) {
        instanceProfile = value;
        role = null;
        return this;
    }

    public NodeClassBuilder tags(Map<String, String> value) {
        tags = value;
        return this;
    }

    public NodeClassBuilder kubelet(Map<String, Object> value) {
        kubelet = value;
        return this;
    }

    public NodeClassBuilder blockDevices(BlockDeviceMapping... value) {
        blockDevices = List.of(value);
        return this;
    }

    public NodeClassBuilder instanceStorePolicy(String value) {
        instanceStorePolicy = value;
        return this;
    }

    public NodeClassBuilder ipPrefixCount(int value) {
        ipPrefixCount = value;
        return this;
    }

    public NodeClassBuilder publicAddress(boolean value) {
        publicAddress = value;
        return this;
    }

    public NodeClassBuilder networkInterfaces(NetworkInterface... value) {
        networkInterfaces = List.of(value);
        return this;
    }

    public NodeClassBuilder connectionTracking(ConnectionTracking value) {
        connectionTracking = value;
        return this;
    }

    public NodeClassBuilder metadataOptions(MetadataOptions value) {
        metadataOptions = value;
        return this;
    }

    public NodeClassBuilder reservationTerms(CapacityReservationSelectorTerm... value) {
        reservationTerms = List.of(value);
        return this;
    }

    public NodeClassBuilder subnets(ResolvedSubnet... value) {
        subnets = List.of(value);
        return this;
    }

    public NodeClassBuilder groups(ResolvedSecurityGroup... value) {
        groups = List.of(value);
        return this;
    }

    public NodeClassBuilder amis(ResolvedAmi... value) {
        amis = List.of(value);
        return this;
    }

    /// An image for standard x86 machines.
    public NodeClassBuilder standardAmi(String id) {
        return amis(new ResolvedAmi(
                id,
                "standard",
                null,
                List.of(new NodeRequirement("kubernetes.io/arch", "In", List.of("amd64"), null))));
    }

    public NodeClassBuilder statusProfile(String value) {
        statusProfile = value;
        return this;
    }

    public NodeClassBuilder condition(Condition value) {
        conditions.add(value);
        return this;
    }

    public EC2NodeClassSpec spec() {
        return new EC2NodeClassSpec(
                subnetTerms,
                groupTerms,
                reservationTerms,
                null,
                publicAddress,
                amiTerms,
                amiFamily,
                userData,
                role,
                instanceProfile,
                tags,
                kubelet,
                blockDevices,
                instanceStorePolicy,
                networkInterfaces,
                ipPrefixCount,
                null,
                metadataOptions,
                null,
                connectionTracking,
                null,
                null);
    }

    public NodeClass build() {
        var status = new EC2NodeClassStatus(subnets, groups, null, amis, statusProfile, conditions);
        return new NodeClass("default", "class-uid", generation, false, new TreeMap<>(), spec(), status, null);
    }
}
