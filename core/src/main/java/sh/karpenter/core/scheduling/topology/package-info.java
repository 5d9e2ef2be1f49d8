/// Counts pods per topology domain, and says where spread, affinity and anti-affinity allow the next one. Start
/// reading at [TopologyTracker]. It must not know instance types or the solve loop.
@NullMarked
package sh.karpenter.core.scheduling.topology;

import org.jspecify.annotations.NullMarked;
