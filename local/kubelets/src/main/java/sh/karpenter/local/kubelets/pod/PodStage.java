package sh.karpenter.local.kubelets.pod;

import java.time.Duration;
import java.time.Instant;

/// What a kubelet does next with a pod. Pure.
///
/// 1. A pod that arrives is announced: containers waiting, `ContainerCreating`.
/// 2. After a while all its containers run and it is ready.
/// 3. A pod of a Job completes.
/// 4. A pod that is being deleted goes when its containers have stopped: soon, or after their `preStop` sleep,
///    but no later than its grace allows. Until then it stays as ready as it was.
public sealed interface PodStage {

    /// Nothing, until the pod changes.
    record Rest() implements PodStage {}

    /// Nothing before this time.
    record Wait(Instant until) implements PodStage {}

    record Announce() implements PodStage {}

    record Run() implements PodStage {}

    record Complete() implements PodStage {}

    /// Say that it is being stopped, and come back then.
    record Stop(Instant until) implements PodStage {}

    record Remove() implements PodStage {}

    /// What the kubelet itself remembers of a pod.
    ///
    /// @param seen when it first saw the pod
    /// @param stopping when the containers will have stopped, [Instant#MAX] when they were not told yet
    record Memory(Instant seen, Instant stopping) {
        /// Of a pod that was just seen.
        public static Memory of(Instant seen) {
            return new Memory(seen, Instant.MAX);
        }
    }

    static PodStage decide(PodState pod, Memory memory, PodTimings timings, Instant now) {
        if (pod.deadline() != null) {
            return stop(pod, pod.deadline(), memory, timings, now);
        }
        if (pod.terminal()) {
            return new Rest();
        }
        if (!pod.announced() && !pod.started()) {
            return new Announce();
        }
        if (!pod.started()) {
            Duration wait = pod.readyDelay() == null ? timings.start() : pod.readyDelay();
            Instant due = memory.seen.plus(wait);
            return due.isAfter(now) ? new Wait(due) : new Run();
        }
        if (pod.completes() && pod.phase().equals("Running")) {
            Instant since = pod.startedAt() == null ? memory.seen : pod.startedAt();
            Instant due = since.plus(timings.run());
            return due.isAfter(now) ? new Wait(due) : new Complete();
        }
        return new Rest();
    }

    private static PodStage stop(PodState pod, Instant deadline, Memory memory, PodTimings timings, Instant now) {
        if (pod.terminal() || !pod.started()) {
            return new Remove();
        }
        if (memory.stopping.equals(Instant.MAX)) {
            Duration wanted = pod.deleteDelay() != null
                    ? pod.deleteDelay()
                    : pod.preStop().isZero() ? timings.stop() : pod.preStop();
            Instant stopped = now.plus(wanted);
            // The deadline has whole seconds; a pod without grace goes at once.
            Instant latest = pod.grace().isZero() ? now : deadline;
            return new Stop(stopped.isBefore(latest) ? stopped : latest);
        }
        Instant due = memory.stopping.isBefore(deadline) ? memory.stopping : deadline;
        return due.isAfter(now) ? new Wait(due) : new Remove();
    }
}
