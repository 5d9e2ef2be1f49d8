/// The narrow, typed stores that controllers see: reads come from a watch cache, writes go to the API server.
///
/// Start reading at [sh.karpenter.kube.client.store.Store], then
/// [sh.karpenter.kube.client.store.ClusterStores]. Must not know autoscaling.
@NullMarked
package sh.karpenter.kube.client.store;

import org.jspecify.annotations.NullMarked;
