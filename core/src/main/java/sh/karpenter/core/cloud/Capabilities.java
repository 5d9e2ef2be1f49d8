package sh.karpenter.core.cloud;

/// What a provider can do beyond launching and terminating. What is declared must work; what is not answers
/// with the agreed outcome.
///
/// @param drift whether [CloudProvider#drift] can tell more than "in sync"
/// @param reservations whether offerings may be reserved
/// @param reboot whether machines can be rebooted in place
public record Capabilities(boolean drift, boolean reservations, boolean reboot) {}
