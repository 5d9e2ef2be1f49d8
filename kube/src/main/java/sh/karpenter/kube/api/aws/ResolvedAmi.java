package sh.karpenter.kube.api.aws;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.NodeRequirement;
import sh.karpenter.kube.api.wire.WireRecord;

/// An image that was found.
///
/// @param id `ami-` and so on
/// @param name the image's name
/// @param deprecated whether its owner gave it up; absent is false
/// @param requirements the instance types that it can boot on
@WireRecord
public record ResolvedAmi(
        String id, @Nullable String name, @Nullable Boolean deprecated, List<NodeRequirement> requirements) {}
