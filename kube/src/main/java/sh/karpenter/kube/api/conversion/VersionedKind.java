package sh.karpenter.kube.api.conversion;

import tools.jackson.databind.node.ObjectNode;

/// The translation of one kind between v1beta1 and v1, as far as the other version has words for it. What it
/// cannot say is left out; [LosslessConversion] keeps that.
///
/// Both functions change the object that they are given, except its `apiVersion`.
interface VersionedKind {

    /// The API group, for example `karpenter.sh`.
    String group();

    /// The kind, for example `NodePool`.
    String kind();

    /// Turns v1beta1 into v1.
    void upgrade(ObjectNode object, ConversionSettings settings);

    /// Turns v1 into v1beta1, using and removing the compatibility annotations.
    void downgrade(ObjectNode object, ConversionSettings settings);
}
