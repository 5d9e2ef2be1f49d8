package sh.karpenter.local.kubernetes.admission;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Reads committed objects in their storage version; what it hands out is shared and must not be changed.
public interface ObjectReader {

    /// The object, or null.
    ///
    /// @param resource qualified name, for example `deployments.apps`
    @Nullable
    ObjectNode get(String resource, String namespace, String name);

    /// All objects of a resource.
    ///
    /// @param namespace null for all namespaces
    List<ObjectNode> list(String resource, @Nullable String namespace);
}
