package sh.karpenter.kube.api.aws;

import sh.karpenter.kube.api.wire.WireRecord;

/// A network interface of the node.
///
/// @param networkCardIndex the card, from 0
/// @param deviceIndex the place on the card, from 0
/// @param interfaceType `interface` or `efa-only`
@WireRecord
public record NetworkInterface(int networkCardIndex, int deviceIndex, String interfaceType) {}
