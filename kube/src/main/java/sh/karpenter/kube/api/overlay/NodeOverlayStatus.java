package sh.karpenter.kube.api.overlay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.wire.WireRecord;

/// Whether an overlay is in force.
///
/// @param conditions `ValidationSucceeded` and `Ready`
@WireRecord
public record NodeOverlayStatus(@Nullable List<Condition> conditions) {

    /// Nothing known yet.
    public static final NodeOverlayStatus EMPTY = new NodeOverlayStatus(null);
}
