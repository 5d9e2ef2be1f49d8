/// The embedded cluster: what a control plane does besides serving the API. Start reading at [EmbeddedCluster].
/// It uses the API server only through [sh.karpenter.local.kubernetes.access.ApiAccess], and knows no cloud and
/// no kubelet.
@NullMarked
package sh.karpenter.local.kubernetes.cluster;

import org.jspecify.annotations.NullMarked;
