package sh.karpenter.local.aws.account;

/// The one account and region that is emulated, with its one cluster.
///
/// @param id twelve digits
/// @param region for example `us-west-2`
/// @param clusterName the EKS cluster whose nodes are launched here
public record Account(String id, String region, String clusterName) {
    /// `aws`, `aws-cn` or `aws-us-gov`, as the region says.
    public String partition() {
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }

    /// The ARN of a regional resource of this account.
    ///
    /// @param resource for example `subnet/subnet-0abc`
    public String arn(String service, String resource) {
        return "arn:" + partition() + ":" + service + ":" + region + ":" + id + ":" + resource;
    }

    /// The ARN of a resource of IAM, which has no region.
    public String iamArn(String resource) {
        return "arn:" + partition() + ":iam::" + id + ":" + resource;
    }
}
