package sh.karpenter.local.kubernetes.crd;

import tools.jackson.databind.node.ObjectNode;

/// Converts custom resources between the versions of their definition.
@FunctionalInterface
public interface ResourceConverter {

    /// The object in another version.
    ///
    /// @param object private copy in some version; may be changed and returned
    /// @param apiVersion the wanted version with its group, for example `karpenter.sh/v1`
    /// @throws RuntimeException when the object cannot be converted; the message is shown to the client
    ObjectNode convert(ObjectNode object, String apiVersion);
}
