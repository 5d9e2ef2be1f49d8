package sh.karpenter.local.aws.ec2.network;

/// A security group.
public record SecurityGroup(String id, String name, String description, String vpcId) {}
