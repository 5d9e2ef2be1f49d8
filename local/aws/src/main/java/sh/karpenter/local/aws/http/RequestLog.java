package sh.karpenter.local.aws.http;

import java.util.SortedMap;
import java.util.TreeMap;

/// Counts requests by service and action, for example `ec2:DescribeInstances`. Safe for use by several threads.
public final class RequestLog {
    private final SortedMap<String, Integer> counts = new TreeMap<>();

    /// How often each action was asked for, refusals included.
    public synchronized SortedMap<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    /// How often one action was asked for.
    public synchronized int count(String service, String action) {
        return counts.getOrDefault(service + ":" + action, 0);
    }

    /// Begins to count anew.
    public synchronized void clear() {
        counts.clear();
    }

    synchronized void add(String service, String action) {
        counts.merge(service + ":" + action, 1, Integer::sum);
    }
}
