/// What nodes and resources must know of the cluster they belong to. Start reading at [ClusterIdentity].
/// It must not know node classes.
@NullMarked
package sh.karpenter.providers.aws.cluster;

import org.jspecify.annotations.NullMarked;
