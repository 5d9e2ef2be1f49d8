/// Several callers' requests become one. Start reading at [Batcher].
/// It must not know what is requested.
@NullMarked
package sh.karpenter.providers.aws.batch;

import org.jspecify.annotations.NullMarked;
