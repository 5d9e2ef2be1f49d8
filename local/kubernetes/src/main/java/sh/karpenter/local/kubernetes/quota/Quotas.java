package sh.karpenter.local.kubernetes.quota;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The quotas of the cluster, as admission reads them and charges them.
public interface Quotas {

    /// The quotas of a namespace, by name; shared, not to be changed.
    List<ObjectNode> in(String namespace);

    /// Whether there is an object of that name already.
    ///
    /// @param resource qualified
    boolean exists(String resource, String namespace, String name);

    /// Stores a changed copy of a quota.
    ///
    /// @param before as [#in] showed it
    /// @return false when it is not the current one any more; nothing has happened then
    boolean replace(ObjectNode before, ObjectNode after);
}
