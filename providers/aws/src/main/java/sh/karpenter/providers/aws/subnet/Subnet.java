package sh.karpenter.providers.aws.subnet;

/// A subnet as EC2 describes it.
///
/// @param id `subnet-` and so on
/// @param zone its zone's name in this account
/// @param zoneId its zone's name in all accounts
/// @param freeAddresses IPv4 addresses left
public record Subnet(String id, String zone, String zoneId, int freeAddresses) {}
