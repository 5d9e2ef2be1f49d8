/// The CapacityBuffer kind: spare capacity kept ready. Start reading at
/// [sh.karpenter.kube.api.buffer.CapacityBuffer]. It must not know how a buffer becomes pods.
@NullMarked
package sh.karpenter.kube.api.buffer;

import org.jspecify.annotations.NullMarked;
