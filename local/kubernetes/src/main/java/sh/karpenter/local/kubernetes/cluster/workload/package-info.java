/// The workload controllers: Deployment, ReplicaSet, DaemonSet, StatefulSet, Job. Each has a controller that
/// reads and writes, and pure classes that decide. Start reading at [ReplicaSetController], then
/// [DeploymentController] and [Rollout]. They must not know nodes beyond what a DaemonSet needs, nor how pods
/// get to run.
@NullMarked
package sh.karpenter.local.kubernetes.cluster.workload;

import org.jspecify.annotations.NullMarked;
