/// Remembering answers for a while. Start reading at [Caches].
/// It must not know what is remembered.
@NullMarked
package sh.karpenter.providers.aws.cache;

import org.jspecify.annotations.NullMarked;
