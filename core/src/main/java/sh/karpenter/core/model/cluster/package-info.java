/// The picture of a whole cluster at one moment. Start reading at [ClusterSnapshot]. It must not know how it
/// came about.
@NullMarked
package sh.karpenter.core.model.cluster;

import org.jspecify.annotations.NullMarked;
