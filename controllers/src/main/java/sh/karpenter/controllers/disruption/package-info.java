/// Runs disruption: looks at the cluster, lets the core propose, waits, confirms, and carries commands out step
/// by step. Start reading at [DisruptionController], then [DisruptionQueue]. It must not know why a node should
/// go; that is the core's.
@NullMarked
package sh.karpenter.controllers.disruption;

import org.jspecify.annotations.NullMarked;
