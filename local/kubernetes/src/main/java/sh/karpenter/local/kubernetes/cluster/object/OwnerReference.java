package sh.karpenter.local.kubernetes.cluster.object;

import tools.jackson.databind.JsonNode;

/// One entry of `metadata.ownerReferences`.
///
/// @param controller whether this owner manages the object
/// @param blocksOwnerDeletion whether the owner has to wait for the object in foreground deletion
public record OwnerReference(
        String apiVersion, String kind, String name, String uid, boolean controller, boolean blocksOwnerDeletion) {

    public static OwnerReference of(JsonNode reference) {
        return new OwnerReference(
                Tree.text(reference, "apiVersion"),
                Tree.text(reference, "kind"),
                Tree.text(reference, "name"),
                Tree.text(reference, "uid"),
                Tree.flag(reference, "controller"),
                Tree.flag(reference, "blockOwnerDeletion"));
    }

    /// The API group, empty for the core group.
    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }
}
