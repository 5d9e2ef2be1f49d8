/// One class per reason why a pod may not join a node. Start reading at [FitChecks]. It must not know the order
/// in which pods and nodes are tried.
@NullMarked
package sh.karpenter.core.scheduling.check;

import org.jspecify.annotations.NullMarked;
