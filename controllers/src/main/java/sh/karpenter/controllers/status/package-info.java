/// Tells of every change of a condition, and of every finalizer that goes, by events and measurements. Start
/// reading at [sh.karpenter.controllers.status.StatusController]. It must not know what any condition means.
@NullMarked
package sh.karpenter.controllers.status;

import org.jspecify.annotations.NullMarked;
