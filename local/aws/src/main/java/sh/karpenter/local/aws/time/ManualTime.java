package sh.karpenter.local.aws.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;

/// A clock and a timer that stand still until they are moved, for tests: [#advance] runs every task that falls due,
/// in order of time and, at the same time, of scheduling.
public final class ManualTime extends Clock implements Timer {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private Instant now;
    private long scheduled;

    public ManualTime(Instant start) {
        now = start;
    }

    /// Moves time on and runs what falls due on the way, in the calling thread.
    public void advance(Duration duration) {
        var end = instant().plus(duration);
        while (true) {
            Runnable due;
            synchronized (this) {
                var next = tasks.peek();
                if (next == null || next.at.isAfter(end)) {
                    now = end;
                    return;
                }
                now = next.at.isAfter(now) ? next.at : now;
                tasks.remove();
                due = next.action;
            }
            due.run();
        }
    }

    @Override
    public synchronized void after(Duration delay, Runnable task) {
        tasks.add(new Task(now.plus(delay), scheduled++, task));
    }

    @Override
    public synchronized void close() {
        tasks.clear();
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    private record Task(Instant at, long order, Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
