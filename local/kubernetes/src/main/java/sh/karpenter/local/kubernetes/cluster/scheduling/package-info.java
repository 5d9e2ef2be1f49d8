/// Decides which node a pod goes to, as the default profile of the Kubernetes scheduler does: the same filters,
/// messages, scores and preemption. Start reading at [SchedulingCycle], then [Filters] and [Scores]. Only
/// [SchedulerController] may know the API; everything else works on the [ClusterPicture].
@NullMarked
package sh.karpenter.local.kubernetes.cluster.scheduling;

import org.jspecify.annotations.NullMarked;
