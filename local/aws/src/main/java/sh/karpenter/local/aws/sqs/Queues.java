package sh.karpenter.local.aws.sqs;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.wire.AwsFault;

/// The queues of the account by name. Safe for use by several threads.
public final class Queues {
    private final Account account;
    private final Clock clock;
    private final Map<String, MessageQueue> byName = new ConcurrentSkipListMap<>();

    public Queues(Account account, Clock clock) {
        this.account = account;
        this.clock = clock;
    }

    /// Creates a queue, or finds the one there is.
    public MessageQueue create(String name, Duration retention) {
        return byName.computeIfAbsent(name, missing -> new MessageQueue(missing, clock, retention));
    }

    /// The queue of this name.
    ///
    /// @throws AwsFault `QueueDoesNotExist`
    public MessageQueue get(String name) {
        var queue = byName.get(name);
        if (queue == null) {
            throw AwsFault.client("QueueDoesNotExist", "The specified queue does not exist.");
        }
        return queue;
    }

    /// The queue of a URL as [#url] makes it; only the last segment matters, so any host will do.
    ///
    /// @throws AwsFault `QueueDoesNotExist`
    public MessageQueue byUrl(String url) {
        return get(url.substring(url.lastIndexOf('/') + 1));
    }

    /// The URL of a queue for a caller who reached us at this endpoint.
    public String url(MessageQueue queue, String endpoint) {
        return endpoint + "/" + account.id() + "/" + queue.name();
    }

    /// The ARN of a queue.
    public String arn(MessageQueue queue) {
        return account.arn("sqs", queue.name());
    }

    /// All queues by name.
    public Collection<MessageQueue> all() {
        return byName.values();
    }

    /// Removes a queue.
    public void delete(MessageQueue queue) {
        byName.remove(queue.name());
        queue.close();
    }

    /// Lets everybody who waits at a queue go home.
    public void close() {
        byName.values().forEach(MessageQueue::close);
    }
}
