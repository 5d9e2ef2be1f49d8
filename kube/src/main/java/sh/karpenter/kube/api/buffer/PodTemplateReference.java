package sh.karpenter.kube.api.buffer;

import sh.karpenter.kube.api.wire.WireRecord;

/// Names a PodTemplate in the buffer's namespace.
///
/// @param name its name
@WireRecord
public record PodTemplateReference(String name) {}
