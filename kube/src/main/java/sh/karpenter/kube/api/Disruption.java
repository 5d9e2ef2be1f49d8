package sh.karpenter.kube.api;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// When nodes of a pool may be taken away, and how many at once.
///
/// @param consolidateAfter how long a node must be free of pod changes before consolidation looks at it, for
///     example `30s`, or `Never`; as written, so that one that cannot be read can be told
/// @param consolidationPolicy `WhenEmpty`, `WhenEmptyOrUnderutilized` or `Balanced`
/// @param budgets how many nodes may be gone at once; all that apply are heeded
@WireRecord
public record Disruption(
        @Nullable String consolidateAfter,
        @Nullable String consolidationPolicy,
        @Nullable List<Budget> budgets) {}
