/// What becomes of a cluster when commands are carried out, as far as it can be foreseen. Start reading at
/// [Forecast].
/// It must not know who decides on commands.
@NullMarked
package sh.karpenter.core.disruption.forecast;

import org.jspecify.annotations.NullMarked;
