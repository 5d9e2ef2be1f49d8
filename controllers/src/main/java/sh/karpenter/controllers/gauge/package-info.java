/// Shows the state of the cluster as gauges: nodes, pools, pods and what they cost. Start reading at
/// [sh.karpenter.controllers.gauge.NodeGauges]. It must not change anything.
@NullMarked
package sh.karpenter.controllers.gauge;

import org.jspecify.annotations.NullMarked;
