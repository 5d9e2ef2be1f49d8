package sh.karpenter.local.kubernetes.resource;

import tools.jackson.databind.node.ObjectNode;

/// Hears of commits in the request that made them, before it is answered.
public interface CommitListener {

    /// Something was committed.
    ///
    /// @param object the committed object, or the last state of a removed one
    void committed(ResourceDefinition definition, ObjectNode object, boolean removed);
}
