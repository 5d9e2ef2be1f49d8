/// What a fresh cluster contains before anybody does anything. Start reading at [Seed]. It must not know any
/// controller.
@NullMarked
package sh.karpenter.local.kubernetes.cluster.seed;

import org.jspecify.annotations.NullMarked;
