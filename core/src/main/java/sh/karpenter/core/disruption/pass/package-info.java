/// One pass over all nodes: what goes in, what comes out, and what the next pass has to know. Start reading at
/// [DisruptionPass].
///
/// ```
/// var input = new PassInput(round, world.consolidationState(), commandsThatWaitToBeConfirmed);
/// var pass = new DisruptionPass(input, memory, deadlines, workers);
/// while (pass.hasNext()) {
///     MethodEvaluation evaluation = pass.next();   // one method, or in the default mode both consolidations
/// }
/// PassOutcome outcome = pass.outcome();
/// memory = outcome.memory();                        // a value; lost after a restart without harm
/// for (PassOutcome.Planned planned : outcome.commands()) { /* wait, confirm each on its own, start */ }
/// // when a command is started, per replacement claim that was created:
/// memory = memory.replaced(claimName, command, now);
/// ```
///
/// It must not know clocks, threads or Kubernetes: time comes in the round, limits as [Deadlines], threads as
/// [sh.karpenter.core.disruption.whatif.SideBySide].
@NullMarked
package sh.karpenter.core.disruption.pass;

import org.jspecify.annotations.NullMarked;
