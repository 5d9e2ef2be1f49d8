package sh.karpenter.local.kubernetes.request;

import sh.karpenter.local.kubernetes.selector.FieldSelector;
import sh.karpenter.local.kubernetes.selector.LabelSelector;

/// Which objects to list, and from when.
///
/// @param labels selects by labels
/// @param fields selects by field labels
/// @param limit most objects in one answer; 0 for all
/// @param continueToken opaque continuation of an earlier list, else empty
/// @param resourceVersion as sent: empty for the newest, `0` for any
/// @param resourceVersionMatch `Exact`, `NotOlderThan` or empty
public record ListOptions(
        LabelSelector labels,
        FieldSelector fields,
        long limit,
        String continueToken,
        String resourceVersion,
        String resourceVersionMatch) {

    /// Everything, as it is now.
    public static ListOptions everything() {
        return new ListOptions(LabelSelector.everything(), FieldSelector.everything(), 0, "", "", "");
    }
}
