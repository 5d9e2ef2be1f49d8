/// What an instance does with its user data: becomes a node, or fails to.
///
/// Start reading at [sh.karpenter.local.aws.boot.NodeBoot]. Knows no Kubernetes client: a node is a plain
/// record here, and whoever runs nodes takes it from a [sh.karpenter.local.aws.boot.NodeLauncher].
@NullMarked
package sh.karpenter.local.aws.boot;

import org.jspecify.annotations.NullMarked;
