package sh.karpenter.core.cloud;

/// What a provider can do beyond launching and terminating. What is declared must work; what is not answers
/// with the agreed outcome, named below. The contract of providers in the testkit holds them to both.
///
/// @param drift whether [CloudProvider#drift] can tell more than "in sync"
/// @param reservations whether offerings may be reserved; without it none is
public record Capabilities(boolean drift, boolean reservations) {}
