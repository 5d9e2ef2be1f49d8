/// Whether a machine still is what its node class says. Start reading at [DriftCheck].
/// It must not know what becomes of one that is not.
@NullMarked
package sh.karpenter.providers.aws.drift;

import org.jspecify.annotations.NullMarked;
