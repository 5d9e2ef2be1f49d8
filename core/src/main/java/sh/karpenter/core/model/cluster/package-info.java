/// The picture of a whole cluster at one moment. Start reading at [ClusterSnapshot].
@NullMarked
package sh.karpenter.core.model.cluster;

import org.jspecify.annotations.NullMarked;
