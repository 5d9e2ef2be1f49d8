package sh.karpenter.kube.api.kwok;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.wire.WireRecord;

/// Whether the class can be used; by default it can.
///
/// @param conditions `Ready`
@WireRecord
public record KWOKNodeClassStatus(@Nullable List<Condition> conditions) {

    /// Nothing known yet.
    public static final KWOKNodeClassStatus EMPTY = new KWOKNodeClassStatus(null);
}
