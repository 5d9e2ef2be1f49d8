/// The measurements of claims and nodes under Karpenter's names. Start reading at
/// [sh.karpenter.controllers.metric.ClaimMetrics]. It must not know where they go.
@NullMarked
package sh.karpenter.controllers.metric;

import org.jspecify.annotations.NullMarked;
