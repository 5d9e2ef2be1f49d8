package sh.karpenter.local.aws.eks;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.wire.AwsAnswer;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.AwsRequest;
import sh.karpenter.local.aws.wire.AwsService;
import sh.karpenter.local.aws.wire.RestErrors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// DescribeCluster and ListClusters, in EKS's REST protocol.
public final class EksService implements AwsService {
    private static final long CREATED_EPOCH_SECOND = 1_767_225_600L;

    private final Account account;
    private final Supplier<Cluster> cluster;
    private final String vpcId;
    private final List<String> subnetIds;

    /// @param cluster the cluster as it is now
    public EksService(Account account, Supplier<Cluster> cluster, String vpcId, List<String> subnetIds) {
        this.account = account;
        this.cluster = cluster;
        this.vpcId = vpcId;
        this.subnetIds = subnetIds;
    }

    /// The cluster's ARN.
    public static String arn(Account account) {
        return account.arn("eks", "cluster/" + account.clusterName());
    }

    @Override
    public String operation(AwsRequest request) {
        if (request.path().equals("/clusters")) {
            return "ListClusters";
        }
        return request.path().matches("/clusters/[^/]+") ? "DescribeCluster" : request.action();
    }

    @Override
    public AwsAnswer answer(AwsRequest request) {
        var now = cluster.get();
        return switch (operation(request)) {
            case "ListClusters" ->
                json(JsonNodeFactory.instance
                        .objectNode()
                        .set("clusters", JsonNodeFactory.instance.arrayNode().add(now.name())));
            case "DescribeCluster" -> {
                var name = request.path().substring("/clusters/".length());
                if (!name.equals(now.name())) {
                    throw new AwsFault(404, "ResourceNotFoundException", "No cluster found for name: " + name + ".");
                }
                yield json(JsonNodeFactory.instance.objectNode().set("cluster", describe(now)));
            }
            default -> throw AwsFault.unknownAction("eks", request.action());
        };
    }

    @Override
    public AwsAnswer refusal(AwsRequest request, AwsFault fault, String requestId) {
        return RestErrors.answer(fault);
    }

    private ObjectNode describe(Cluster now) {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("name", now.name())
                .put("arn", arn(account))
                .put("createdAt", CREATED_EPOCH_SECOND)
                .put("version", now.version())
                .put("endpoint", now.endpoint())
                .put("roleArn", account.iamArn("role/" + now.name() + "-cluster"))
                .put("status", "ACTIVE")
                .put("platformVersion", "eks.1");
        var vpc = node.putObject("resourcesVpcConfig")
                .put("vpcId", vpcId)
                .put("endpointPublicAccess", true)
                .put("endpointPrivateAccess", true);
        var subnets = vpc.putArray("subnetIds");
        subnetIds.forEach(subnets::add);
        node.putObject("kubernetesNetworkConfig")
                .put("ipFamily", now.ipFamily())
                .put(now.ipFamily().equals("ipv6") ? "serviceIpv6Cidr" : "serviceIpv4Cidr", now.serviceCidr());
        node.putObject("certificateAuthority").put("data", now.certificateAuthority());
        node.putObject("accessConfig").put("authenticationMode", "API_AND_CONFIG_MAP");
        node.putObject("zonalShiftConfig").put("enabled", true);
        node.putObject("tags");
        return node;
    }

    private static AwsAnswer json(Object body) {
        return new AwsAnswer(
                200, "application/json", Map.of(), JsonMapper.shared().writeValueAsString(body));
    }
}
