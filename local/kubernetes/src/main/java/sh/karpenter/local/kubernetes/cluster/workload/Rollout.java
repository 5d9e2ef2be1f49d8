package sh.karpenter.local.kubernetes.cluster.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The arithmetic of a Deployment's rollout: how many replicas each of its ReplicaSets should have next. Pure;
/// nothing here knows objects.
final class Rollout {

    /// What a rollout may do at a time.
    ///
    /// @param desired replicas of the Deployment
    /// @param surge how many pods there may be above that
    /// @param unavailable how many may be missing from it
    record Limits(int desired, int surge, int unavailable) {
        /// Resolves `maxSurge` (rounded up) and `maxUnavailable` (rounded down), each a number or a percentage
        /// of desired. When both come to nothing, one may be unavailable, or nothing would ever move.
        static Limits of(int desired, String maxSurge, String maxUnavailable) {
            int surge = resolve(maxSurge, desired, true);
            int unavailable = resolve(maxUnavailable, desired, false);
            return new Limits(desired, surge, surge == 0 && unavailable == 0 ? 1 : Math.min(unavailable, desired));
        }

        int mostPods() {
            return desired + surge;
        }

        int fewestAvailable() {
            return desired - unavailable;
        }
    }

    /// One ReplicaSet.
    ///
    /// @param replicas what it is asked to have
    /// @param available how many of its pods are available
    /// @param sizeLimit what `desired + surge` was when it was last scaled, 0 when unknown
    /// @param age its place when sorted by creation, the oldest first
    record Member(String name, int replicas, int available, int sizeLimit, int age) {}

    private Rollout() {}

    /// A number or a percentage of `total`.
    static int resolve(String numberOrPercent, int total, boolean roundUp) {
        if (numberOrPercent.endsWith("%")) {
            int percent = Integer.parseInt(numberOrPercent.substring(0, numberOrPercent.length() - 1));
            return roundUp ? Math.ceilDiv(total * percent, 100) : total * percent / 100;
        }
        return numberOrPercent.isEmpty() ? 0 : Integer.parseInt(numberOrPercent);
    }

    /// The next size of the new ReplicaSet in a rolling update: up as far as the surge allows.
    static int growNew(Limits limits, int newReplicas, int totalReplicas) {
        if (newReplicas >= limits.desired) {
            return limits.desired;
        }
        int room = limits.mostPods() - totalReplicas;
        return room <= 0 ? newReplicas : newReplicas + Math.min(room, limits.desired - newReplicas);
    }

    /// The next sizes of the old ReplicaSets in a rolling update, for those that shrink: first their pods that
    /// are not available anyway, then available ones as long as enough stay available.
    static SequencedMap<String, Integer> shrinkOld(Limits limits, Member newSet, List<Member> old) {
        SequencedMap<String, Integer> sizes = new LinkedHashMap<>();
        int total = newSet.replicas + old.stream().mapToInt(Member::replicas).sum();
        int removable = total - limits.fewestAvailable() - (newSet.replicas - newSet.available);
        if (removable <= 0) {
            return sizes;
        }
        List<Member> oldestFirst =
                old.stream().sorted(Comparator.comparingInt(Member::age)).toList();
        for (Member set : oldestFirst) {
            int gone = Math.min(removable, Math.max(0, set.replicas - set.available));
            if (gone > 0) {
                sizes.put(set.name, set.replicas - gone);
                removable -= gone;
            }
        }
        int available =
                newSet.available + old.stream().mapToInt(Member::available).sum();
        int spare = available - limits.fewestAvailable();
        for (Member set : oldestFirst) {
            int left = sizes.getOrDefault(set.name, set.replicas);
            int gone = Math.min(spare, left);
            if (gone > 0) {
                sizes.put(set.name, left - gone);
                spare -= gone;
            }
        }
        return sizes;
    }

    /// The sizes of all active ReplicaSets after the Deployment itself was scaled in the middle of a rollout:
    /// each gets its share, what is left over goes to the largest (when growing, the newer of equals; when
    /// shrinking, the older).
    static SequencedMap<String, Integer> scaleProportionally(Limits limits, List<Member> active) {
        int total = active.stream().mapToInt(Member::replicas).sum();
        int change = (limits.desired > 0 ? limits.mostPods() : 0) - total;
        List<Member> order = new ArrayList<>(active);
        Comparator<Member> bySize = Comparator.comparingInt(Member::replicas).reversed();
        Comparator<Member> byAge = Comparator.comparingInt(Member::age);
        order.sort(bySize.thenComparing(change > 0 ? byAge.reversed() : byAge));
        SequencedMap<String, Integer> sizes = new LinkedHashMap<>();
        int given = 0;
        for (Member set : order) {
            int share = share(set, limits, change, given);
            sizes.put(set.name, set.replicas + share);
            given += share;
        }
        if (!order.isEmpty()) {
            int leftOver = change - given;
            sizes.computeIfPresent(order.getFirst().name, (_, size) -> Math.max(0, size + leftOver));
        }
        return sizes;
    }

    private static int share(Member set, Limits limits, int change, int given) {
        if (set.replicas == 0 || change == 0 || given == change) {
            return 0;
        }
        int before = set.sizeLimit > 0 ? set.sizeLimit : limits.mostPods();
        int target = limits.desired == 0 ? 0 : (int) Math.round((double) set.replicas * limits.mostPods() / before);
        int share = target - set.replicas;
        int left = change - given;
        return change > 0 ? Math.min(share, left) : Math.max(share, left);
    }
}
