package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.LabelSelector;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ObjectCache;
import tools.jackson.databind.node.ObjectNode;

/// Finds less important pods to remove so that a pod fits.
///
/// 1. Candidates are nodes that refused for a reason that removing pods can mend.
/// 2. On each, take away all pods of lower priority. If the pod fits then, put victims back, the most important
///    first, those protected by a budget before the others, as long as it still fits. The rest are the victims.
/// 3. Best is the node with the fewest broken budgets, then the least important most important victim, then the
///    smallest sum of priorities, then the fewest victims, then the victims that started last.
final class Preemption {
    private static final int MOST_CANDIDATES = 100;
    private static final long PRIORITY_OFFSET = 1L << 31;

    /// The node to clear, and of what.
    ///
    /// @param brokenBudgets how many victims a disruption budget would protect
    record Victims(String node, List<PodFacts> pods, int brokenBudgets) {
        private static final Comparator<Victims> BEST = Comparator.comparingInt(Victims::brokenBudgets)
                .thenComparingLong(Victims::highestPriority)
                .thenComparingLong(Victims::sumOfPriorities)
                .thenComparingInt(victims -> victims.pods.size())
                .thenComparing(Victims::earliestStart, Comparator.reverseOrder());

        private long highestPriority() {
            return pods.stream().mapToLong(PodFacts::priority).max().orElse(Long.MIN_VALUE);
        }

        private long sumOfPriorities() {
            return pods.stream()
                    .mapToLong(pod -> pod.priority() + PRIORITY_OFFSET)
                    .sum();
        }

        private Instant earliestStart() {
            long highest = highestPriority();
            return pods.stream()
                    .filter(pod -> pod.priority() == highest)
                    .map(PodFacts::started)
                    .min(Comparator.naturalOrder())
                    .orElse(Instant.MAX);
        }
    }

    private final ClusterPicture picture;
    private final ObjectCache cache;
    private final RandomGenerator random;

    Preemption(ClusterPicture picture, ObjectCache cache, RandomGenerator random) {
        this.picture = picture;
        this.cache = cache;
        this.random = random;
    }

    /// Whether pods may be removed for this one at all, and none already are.
    boolean allowedFor(PodFacts pod) {
        if (!pod.shape().preempts()) {
            return false;
        }
        NodeEntry nominated = picture.node(pod.nominatedNode());
        return nominated == null
                || nominated.pods().stream()
                        .noneMatch(other -> other.terminating() && other.priority() < pod.priority());
    }

    /// The victims on the best node, or null when removing pods does not help anywhere.
    @Nullable
    Victims find(PodFacts pod, SchedulingFailure failure) {
        List<NodeEntry> candidates = new ArrayList<>();
        failure.refusals().forEach((name, refusal) -> {
            NodeEntry node = picture.node(name);
            if (node != null && !refusal.unresolvable()) {
                candidates.add(node);
            }
        });
        if (candidates.isEmpty()) {
            return null;
        }
        int most = Math.max(MOST_CANDIDATES, failure.nodes() / 10);
        int offset = random.nextInt(candidates.size());
        List<Victims> found = new ArrayList<>();
        for (int i = 0; i < candidates.size() && found.size() < most; i++) {
            Victims victims = on(candidates.get((offset + i) % candidates.size()), pod);
            if (victims != null) {
                found.add(victims);
            }
        }
        return found.stream().min(Victims.BEST).orElse(null);
    }

    private @Nullable Victims on(NodeEntry node, PodFacts pod) {
        List<PodFacts> lower = node.pods().stream()
                .filter(other -> other.priority() < pod.priority())
                .sorted(Comparator.comparingLong(PodFacts::priority).reversed().thenComparing(PodFacts::started))
                .toList();
        if (lower.isEmpty()) {
            return null;
        }
        lower.forEach(other -> picture.removePod(other.key()));
        List<PodFacts> removed = new ArrayList<>(lower);
        try {
            if (!fits(node, pod)) {
                return null;
            }
            List<PodFacts> protectedPods = protectedByBudget(lower);
            List<PodFacts> order = new ArrayList<>(protectedPods);
            lower.stream().filter(other -> !protectedPods.contains(other)).forEach(order::add);
            for (PodFacts other : order) {
                picture.putPod(other);
                if (fits(node, pod)) {
                    removed.remove(other);
                } else {
                    picture.removePod(other.key());
                }
            }
            int broken = (int) removed.stream().filter(protectedPods::contains).count();
            return new Victims(node.name(), List.copyOf(removed), broken);
        } finally {
            removed.forEach(other -> picture.putPod(other));
        }
    }

    private boolean fits(NodeEntry node, PodFacts pod) {
        Filters.Prepared filters = Filters.prepare(pod, picture);
        return filters.impossible() == null && filters.refuse(node) == null;
    }

    /// Those of the pods whose removal would break a budget, given that all before them are removed too.
    private List<PodFacts> protectedByBudget(List<PodFacts> pods) {
        Map<String, Long> left = new HashMap<>();
        List<PodFacts> protectedPods = new ArrayList<>();
        for (PodFacts pod : pods) {
            boolean breaks = false;
            for (ObjectNode budget : cache.list(Kinds.BUDGETS, pod.shape().namespace())) {
                LabelSelector selector = LabelSelector.of(Tree.at(budget, "spec", "selector"));
                if (selector.selective() && selector.matches(pod.shape().labels())) {
                    long allowed = left.merge(
                            Metadata.uid(budget),
                            Tree.number(budget, 0, "status", "disruptionsAllowed") - 1,
                            (before, _) -> before - 1);
                    breaks |= allowed < 0;
                }
            }
            if (breaks) {
                protectedPods.add(pod);
            }
        }
        return protectedPods;
    }
}
