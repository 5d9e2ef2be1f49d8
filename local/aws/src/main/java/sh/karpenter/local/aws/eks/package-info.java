/// The cluster as EKS describes it.
///
/// Start reading at [sh.karpenter.local.aws.eks.Cluster]. The control plane itself is somewhere else. It must
/// not know instances.
@NullMarked
package sh.karpenter.local.aws.eks;

import org.jspecify.annotations.NullMarked;
