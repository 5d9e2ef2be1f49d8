/// What a fresh cluster contains before anybody does anything. Start reading at [Seed].
@NullMarked
package sh.karpenter.local.kubernetes.cluster.seed;

import org.jspecify.annotations.NullMarked;
