package sh.karpenter.local.aws.sqs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One standard queue: messages stay until they are deleted or too old, and are hidden for a while after each receipt.
///
/// Message times come from the given clock; the wait of a long poll is real time, because the client on the
/// other end of the connection waits in real time too. Safe for use by several threads.
public final class MessageQueue {
    private static final Duration LONGEST_SLEEP = Duration.ofMillis(250);

    private final String name;
    private final Clock clock;
    private final Duration retention;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SequencedMap<String, Message> messages = new LinkedHashMap<>();
    private boolean closed;

    /// @param retention after which messages are dropped
    public MessageQueue(String name, Clock clock, Duration retention) {
        this.name = name;
        this.clock = clock;
        this.retention = retention;
    }

    /// The queue's name.
    public String name() {
        return name;
    }

    /// How long a message is kept.
    public Duration retention() {
        return retention;
    }

    /// Puts a message in.
    public Message send(String body) {
        lock.lock();
        try {
            var now = clock.instant();
            var message = new Message(UUID.randomUUID().toString(), body, now, "", now, 0);
            messages.put(message.id(), message);
            changed.signalAll();
            return message;
        } finally {
            lock.unlock();
        }
    }

    /// Takes visible messages, oldest first, waiting for the first one if there is none.
    ///
    /// @param most how many at once
    /// @param hidden how long they stay hidden from others
    /// @param wait how long to wait, zero for not at all
    /// @return empty when the time is over, the queue is closed or the thread was interrupted
    public List<Message> receive(int most, Duration hidden, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        lock.lock();
        try {
            while (true) {
                var received = take(most, hidden);
                long left = deadline - System.nanoTime();
                if (!received.isEmpty() || left <= 0 || closed) {
                    return received;
                }
                // wakes up now and then, because a hidden message becomes visible without a signal
                var _ = changed.await(Math.min(left, LONGEST_SLEEP.toNanos()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    /// Deletes the message of a receipt; a handle of an older receipt still works, an unknown one is ignored.
    public void delete(String receiptHandle) {
        lock.lock();
        try {
            messages.remove(idOf(receiptHandle));
        } finally {
            lock.unlock();
        }
    }

    /// Sets how long a received message stays hidden, from now.
    public void hide(String receiptHandle, Duration hidden) {
        lock.lock();
        try {
            messages.computeIfPresent(
                    idOf(receiptHandle),
                    (id, message) -> message.visibleFrom(clock.instant().plus(hidden)));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Removes all messages.
    public void purge() {
        lock.lock();
        try {
            messages.clear();
        } finally {
            lock.unlock();
        }
    }

    /// All messages, hidden ones too.
    public List<Message> messages() {
        lock.lock();
        try {
            dropOld();
            return List.copyOf(messages.values());
        } finally {
            lock.unlock();
        }
    }

    /// Lets everybody who waits go home.
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private List<Message> take(int most, Duration hidden) {
        dropOld();
        var now = clock.instant();
        var taken = new ArrayList<Message>();
        for (var message : List.copyOf(messages.values())) {
            if (taken.size() < most && !message.visibleAt().isAfter(now)) {
                var received = message.received(message.id() + "#" + (message.receipts() + 1), now.plus(hidden));
                messages.put(message.id(), received);
                taken.add(received);
            }
        }
        return taken;
    }

    private void dropOld() {
        Instant oldest = clock.instant().minus(retention);
        messages.values().removeIf(message -> message.sentAt().isBefore(oldest));
    }

    private static String idOf(String receiptHandle) {
        int separator = receiptHandle.indexOf('#');
        return separator < 0 ? receiptHandle : receiptHandle.substring(0, separator);
    }
}
