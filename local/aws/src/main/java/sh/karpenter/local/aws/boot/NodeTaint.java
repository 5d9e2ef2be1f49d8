package sh.karpenter.local.aws.boot;

/// A taint that the kubelet registers with.
///
/// @param value empty when it has none
/// @param effect `NoSchedule`, `PreferNoSchedule` or `NoExecute`
public record NodeTaint(String key, String value, String effect) {}
