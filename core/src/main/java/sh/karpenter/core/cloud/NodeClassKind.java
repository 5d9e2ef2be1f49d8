package sh.karpenter.core.cloud;

/// A kind of node class that a provider supports.
///
/// @param group API group
/// @param version API version that the controllers read
/// @param kind the kind
/// @param plural resource name
public record NodeClassKind(String group, String version, String kind, String plural) {}
