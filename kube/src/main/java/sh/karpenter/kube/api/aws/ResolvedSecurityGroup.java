package sh.karpenter.kube.api.aws;

import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// A security group that was found.
///
/// @param id `sg-` and so on
/// @param name the group's name
@WireRecord
public record ResolvedSecurityGroup(String id, @Nullable String name) {}
