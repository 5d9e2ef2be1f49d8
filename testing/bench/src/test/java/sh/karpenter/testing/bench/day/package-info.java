/// What both modes of consolidation come to on recorded states. Start reading at [ToTheEndTest].
@NullMarked
package sh.karpenter.testing.bench.day;

import org.jspecify.annotations.NullMarked;
