package sh.karpenter.core.scheduling.topology;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.scheduling.compiled.Bits;
import sh.karpenter.core.scheduling.compiled.ShapeTable.LabelIdentity;

/// How many of the selected pods each domain holds, for one spread constraint or (anti-)affinity term; pods
/// with the same constraint share it.
///
/// ## Choosing the next domain
/// - *spread*: among the candidate's domains those where one more pod keeps the count within `maxSkew` of the
///   smallest count over the domains that the pod allows; of these the ones with the fewest pods (the caller
///   takes the first by name that works out). For host names the smallest count is always 0, since one more
///   node can be opened.
/// - *affinity*: all common domains that hold a selected pod. When there is none, the pod selects itself and no
///   populated domain is open to it, it may begin in one domain.
/// - *anti-affinity*: all common domains that hold no selected pod.
public final class TopologyGroup {
    /// What the group constrains.
    public enum Kind {
        SPREAD("topology spread"),
        AFFINITY("pod affinity"),
        ANTI_AFFINITY("pod anti-affinity");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /// As messages say it.
        public String text() {
            return text;
        }
    }

    private final DomainKey key;
    private final Kind kind;
    private final int maxSkew;
    private final int minDomains;
    private final @Nullable LabelSelector selector;
    private final SortedSet<String> namespaces;
    private final NodeFilter filter;

    private int[] counts = new int[8];
    private int[] givers = new int[0];
    private long[] known = new long[1];
    private long[] reached = new long[0];
    private int populated;
    private int owners;
    private byte[] selected = new byte[8];

    TopologyGroup(
            DomainKey key,
            Kind kind,
            int maxSkew,
            int minDomains,
            @Nullable LabelSelector selector,
            SortedSet<String> namespaces,
            NodeFilter filter) {
        this.key = key;
        this.kind = kind;
        this.maxSkew = maxSkew;
        this.minDomains = minDomains;
        this.selector = selector;
        this.namespaces = namespaces;
        this.filter = filter;
    }

    /// The topology key.
    public DomainKey key() {
        return key;
    }

    /// What it constrains.
    public Kind kind() {
        return kind;
    }

    NodeFilter filter() {
        return filter;
    }

    @Nullable
    LabelSelector selector() {
        return selector;
    }

    boolean selects(String namespace, Map<String, String> labels) {
        return selector != null && namespaces.contains(namespace) && selector.matches(labels);
    }

    /// How many selected pods a domain holds.
    public int count(int domain) {
        return domain < counts.length ? counts[domain] : 0;
    }

    /// Whether the group knows the domain.
    public boolean knows(int domain) {
        return Bits.has(known, domain);
    }

    /// Whether the group selects pods of an identity; remembered, since the same pods are asked for again and
    /// again.
    ///
    /// @param identity number of the pod's namespace and labels
    boolean selects(int identity, LabelIdentity pod) {
        if (identity >= selected.length) {
            selected = Arrays.copyOf(selected, Math.max(identity + 1, selected.length * 2));
        }
        if (selected[identity] == 0) {
            selected[identity] = selects(pod.namespace(), pod.labels()) ? YES : NO;
        }
        return selected[identity] == YES;
    }

    private static final byte YES = 1;
    private static final byte NO = 2;

    /// Something gives the domain: the pools, or a node that may take pods. It is known as long as anything
    /// gives it or a selected pod is there.
    void register(int domain) {
        if (domain >= givers.length) {
            givers = Arrays.copyOf(givers, Math.max(domain + 1, givers.length * 2));
        }
        givers[domain]++;
        known = Bits.grown(known, domain);
    }

    /// Takes back one [#register].
    void unregister(int domain) {
        givers[domain]--;
        forget(domain);
    }

    void record(int domain) {
        known = Bits.grown(known, domain);
        if (domain >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(domain + 1, counts.length * 2));
        }
        if (counts[domain]++ == 0) {
            populated++;
        }
        if (key.hostname() && counts[domain] == mark()) {
            reached = Bits.grown(reached, domain);
        }
    }

    /// Takes back one [#record].
    void unrecord(int domain) {
        if (key.hostname() && counts[domain] == mark()) {
            reached[domain >>> 6] &= ~(1L << domain);
        }
        if (--counts[domain] == 0) {
            populated--;
            forget(domain);
        }
    }

    /// How many selected pods it takes on a host until that settles something.
    private int mark() {
        return kind == Kind.SPREAD ? maxSkew : 1;
    }

    /// Those of 64 hosts, as bits, that hold enough selected pods to settle something without looking further:
    /// for affinity and anti-affinity one, for spread `maxSkew`, so that one more of them would be too many.
    /// For host names only.
    public long hostsReached(int word) {
        return word < reached.length ? reached[word] : 0;
    }

    private void forget(int domain) {
        if (count(domain) == 0 && (domain >= givers.length || givers[domain] == 0)) {
            known[domain >>> 6] &= ~(1L << domain);
        }
    }

    /// Of an inverse group: how many running or waiting pods' terms make it.
    int owners() {
        return owners;
    }

    void owners(int change) {
        owners += change;
    }

    /// Whether the host may take a pod.
    ///
    /// @param host number of the bin
    /// @param self whether the group selects the pod
    /// @param reachable whether a populated host is open to the pod's own requirements; asked for affinity only
    boolean hostAdmits(int host, boolean self, boolean reachable) {
        int count = count(host);
        return switch (kind) {
            case SPREAD -> count + (self ? 1 : 0) <= maxSkew;
            case ANTI_AFFINITY -> count == 0;
            case AFFINITY -> count > 0 || (self && (populated == 0 || !reachable));
        };
    }

    /// Whether any domain holds a selected pod.
    public boolean populated() {
        return populated > 0;
    }

    /// Finds the domains that a pod may go to.
    ///
    /// @param pod domains that the pod's required labels allow, null for all
    /// @param node domains that the candidate may still be in, null for all
    /// @param self whether the group selects the pod
    /// @param result where to put them; has room for all domains
    /// @return whether there are any
    boolean choose(long @Nullable [] pod, long @Nullable [] node, boolean self, long[] result) {
        Arrays.fill(result, 0);
        return switch (kind) {
            case SPREAD -> chooseEvenly(pod, node, self, result);
            case AFFINITY -> choosePopulated(pod, node, self, result);
            case ANTI_AFFINITY -> chooseEmpty(pod, node, result);
        };
    }

    private boolean chooseEvenly(long @Nullable [] pod, long @Nullable [] node, boolean self, long[] result) {
        int smallest = smallest(pod);
        int fewest = Integer.MAX_VALUE;
        for (int d = Bits.next(known, 0); d >= 0; d = Bits.next(known, d + 1)) {
            int count = count(d) + (self ? 1 : 0);
            if (count <= fewest && (long) count - smallest <= maxSkew && (node == null || Bits.has(node, d))) {
                if (count < fewest) {
                    Arrays.fill(result, 0);
                    fewest = count;
                }
                Bits.add(result, d);
            }
        }
        return fewest != Integer.MAX_VALUE;
    }

    /// Whether a pod may go to the one domain of a candidate: the same answer as [#choose] gives for it alone.
    boolean admits(int domain, long @Nullable [] pod, boolean self) {
        if (!Bits.has(known, domain)) {
            return false;
        }
        return switch (kind) {
            case SPREAD -> (long) count(domain) + (self ? 1 : 0) - smallest(pod) <= maxSkew;
            case ANTI_AFFINITY -> count(domain) == 0 && (pod == null || Bits.has(pod, domain));
            case AFFINITY -> (pod == null || Bits.has(pod, domain)) && (count(domain) > 0 || (self && !reachable(pod)));
        };
    }

    private boolean reachable(long @Nullable [] pod) {
        if (populated > 0) {
            for (int d = Bits.next(known, 0); d >= 0; d = Bits.next(known, d + 1)) {
                if (count(d) > 0 && (pod == null || Bits.has(pod, d))) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The smallest count over the domains that the pod allows.
    private int smallest(long @Nullable [] pod) {
        int smallest = Integer.MAX_VALUE;
        int domains = 0;
        for (int d = Bits.next(known, 0); d >= 0; d = Bits.next(known, d + 1)) {
            if (pod == null || Bits.has(pod, d)) {
                domains++;
                smallest = Math.min(smallest, count(d));
            }
        }
        return domains < minDomains ? 0 : smallest;
    }

    private boolean choosePopulated(long @Nullable [] pod, long @Nullable [] node, boolean self, long[] result) {
        boolean any = false;
        boolean reachable = false;
        for (int d = Bits.next(known, 0); d >= 0; d = Bits.next(known, d + 1)) {
            if (count(d) > 0 && (pod == null || Bits.has(pod, d))) {
                reachable = true;
                if (node == null || Bits.has(node, d)) {
                    Bits.add(result, d);
                    any = true;
                }
            }
        }
        if (any || !self || reachable) {
            return any;
        }
        int common = first(pod, node);
        int own = first(pod, null);
        if (common >= 0) {
            Bits.add(result, common);
        }
        if (own >= 0) {
            Bits.add(result, own);
        }
        return common >= 0 || own >= 0;
    }

    private int first(long @Nullable [] pod, long @Nullable [] node) {
        int best = -1;
        for (int d = Bits.next(known, 0); d >= 0; d = Bits.next(known, d + 1)) {
            if ((pod == null || Bits.has(pod, d))
                    && (node == null || Bits.has(node, d))
                    && (best < 0 || key.before(d, best))) {
                best = d;
            }
        }
        return best;
    }

    private boolean chooseEmpty(long @Nullable [] pod, long @Nullable [] node, long[] result) {
        boolean any = false;
        for (int d = Bits.next(known, 0); d >= 0; d = Bits.next(known, d + 1)) {
            if (count(d) == 0 && (pod == null || Bits.has(pod, d)) && (node == null || Bits.has(node, d))) {
                Bits.add(result, d);
                any = true;
            }
        }
        return any;
    }
}
