/// One leader among several processes, by a Lease object.
///
/// Start reading at [sh.karpenter.kube.client.lease.LeaderElector]. Must not know what the leader does.
@NullMarked
package sh.karpenter.kube.client.lease;

import org.jspecify.annotations.NullMarked;
