package sh.karpenter.kube.api;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// One condition on a label of the node, optionally with a wish for variety.
///
/// @param key the label
/// @param operator `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt`, `Lt`, `Gte` or `Lte`
/// @param values what the operator compares with
/// @param minValues how many different values of the label the launch must be able to choose from, 1 to 50
@WireRecord
public record NodeRequirement(
        String key,
        String operator,
        @Nullable List<String> values,
        @Nullable Integer minValues) {}
