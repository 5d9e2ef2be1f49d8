package sh.karpenter.local.aws.time;

import java.time.Duration;

/// Runs tasks later. Tasks run one after the other, in order of their time; a task must not block for long.
public interface Timer extends AutoCloseable {
    /// Runs the task once, after the delay.
    void after(Duration delay, Runnable task);

    /// Drops all tasks that have not run.
    @Override
    void close();
}
