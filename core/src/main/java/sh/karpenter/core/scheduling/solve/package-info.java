/// The solve loop: takes pods one after another and places them. Start reading at [Scheduler]. It must not know
/// why a pod may or may not join a node; that is for the checks.
@NullMarked
package sh.karpenter.core.scheduling.solve;

import org.jspecify.annotations.NullMarked;
