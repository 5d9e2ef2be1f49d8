package sh.karpenter.local.aws.catalog;

/// An availability zone.
///
/// @param name for example `us-west-2a`
/// @param id for example `usw2-az2`, the same place for every account
public record Zone(String name, String id) {}
