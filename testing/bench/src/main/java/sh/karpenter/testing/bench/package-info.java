/// Measures the engine on generated clusters. Start reading at [SchedulingBench]. It must not judge: it prints
/// figures.
@NullMarked
package sh.karpenter.testing.bench;

import org.jspecify.annotations.NullMarked;
