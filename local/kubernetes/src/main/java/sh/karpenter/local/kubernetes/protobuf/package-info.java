/// Request bodies in Kubernetes' protobuf form. Start reading at [ProtobufBody]. It must not know what the
/// objects mean.
@NullMarked
package sh.karpenter.local.kubernetes.protobuf;

import org.jspecify.annotations.NullMarked;
