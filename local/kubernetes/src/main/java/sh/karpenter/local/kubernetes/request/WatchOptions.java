package sh.karpenter.local.kubernetes.request;

import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.selector.FieldSelector;
import sh.karpenter.local.kubernetes.selector.LabelSelector;

/// What to watch, and from when.
///
/// @param labels selects by labels
/// @param fields selects by field labels
/// @param resourceVersion as sent: empty or `0` to start with the present objects
/// @param resourceVersionMatch as sent, usually empty
/// @param bookmarks whether the client understands bookmarks
/// @param sendInitialEvents true for a list that is streamed and closed by a bookmark, false for none, null
///     when not said
public record WatchOptions(
        LabelSelector labels,
        FieldSelector fields,
        String resourceVersion,
        String resourceVersionMatch,
        boolean bookmarks,
        @Nullable Boolean sendInitialEvents) {}
