/// The solve loop: takes pods one after another and places them. Start reading at [Scheduler].
@NullMarked
package sh.karpenter.core.scheduling.solve;

import org.jspecify.annotations.NullMarked;
