package sh.karpenter.local.kubernetes.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One version of a resource.
///
/// @param name for example `v1`
/// @param served whether requests may use it
/// @param subresources in alphabetical order
/// @param selectableFields field labels that select besides name and namespace, each a path such as
///     `spec.nodeName`
/// @param columns additional columns of a custom resource's table; empty for built-ins
/// @param deprecationWarning text of the warning header on each use, null for none
/// @param scale where the scale subresource finds its numbers, null when there is none
public record ServedVersion(
        String name,
        boolean served,
        List<Subresource> subresources,
        List<String> selectableFields,
        List<Column> columns,
        @Nullable String deprecationWarning,
        @Nullable ScalePaths scale) {

    /// The subresource of that name, or null.
    public @Nullable Subresource subresource(String wanted) {
        for (Subresource subresource : subresources) {
            if (subresource.name().equals(wanted)) {
                return subresource;
            }
        }
        return null;
    }
}
