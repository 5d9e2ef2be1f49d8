/// What a request does once it is decoded: the write pipeline, reads and deletion. Start reading at
/// [Operations]. It must not know HTTP.
@NullMarked
package sh.karpenter.local.kubernetes.pipeline;

import org.jspecify.annotations.NullMarked;
