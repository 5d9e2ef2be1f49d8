package sh.karpenter.core.disruption.method;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import sh.karpenter.core.disruption.candidate.Candidate;

/// Which candidates are looked at together. Each slate keeps within the budgets of its pools, so that whatever is
/// found on it may be done.
///
/// A budget that leaves one node should not be spent on a node that cannot go. Therefore there are several slates:
///
/// 1. Those with the best savings, as Karpenter takes them.
/// 2. The same without nodes whose own pods have no place elsewhere. It is looked at besides the first, and the
///    better find of both counts.
/// 3. The others, again without such nodes, in the order of their savings. They are looked at while nothing was
///    found.
///
/// @param best the first and, where it is another, the second
/// @param others the third
record Slates(List<List<Candidate>> best, List<List<Candidate>> others) {
    /// How many of the others there are at most; each costs about as much as all that is looked at elsewhere.
    private static final int MOST_OTHERS = 2;

    /// How many candidates are looked at together; a command that moves more is too much at stake at once.
    private static final int WINDOW = 100;

    Slates {
        best = List.copyOf(best);
        others = List.copyOf(others);
    }

    /// The slates of some candidates.
    ///
    /// @param candidates best savings first
    /// @param stuck whether pods of one have no place without it
    /// @param left pool name to how many of its nodes may go
    static Slates of(List<Candidate> candidates, Predicate<Candidate> stuck, ToIntFunction<String> left) {
        var first = new TreeSet<>(within(candidates, left));
        List<Candidate> movable = candidates.stream().filter(stuck.negate()).toList();
        var second = new TreeSet<>(within(movable, left));
        var best = new ArrayList<List<Candidate>>();
        best.add(inOrder(candidates, first));
        if (!first.equals(second)) {
            best.add(inOrder(candidates, second));
        }
        var seen = new TreeSet<>(first);
        seen.addAll(second);
        var others = new ArrayList<List<Candidate>>();
        while (others.size() < MOST_OTHERS) {
            List<String> next = within(
                    movable.stream()
                            .filter(candidate -> !seen.contains(candidate.name()))
                            .toList(),
                    left);
            if (next.isEmpty()) {
                break;
            }
            seen.addAll(next);
            others.add(inOrder(candidates, new TreeSet<>(next)));
        }
        return new Slates(best, others);
    }

    private static List<String> within(List<Candidate> candidates, ToIntFunction<String> left) {
        var taken = new TreeMap<String, Integer>();
        var names = new ArrayList<String>();
        for (Candidate candidate : candidates) {
            String pool = candidate.pool().name();
            int already = taken.getOrDefault(pool, 0);
            if (names.size() < WINDOW && already < left.applyAsInt(pool)) {
                taken.put(pool, already + 1);
                names.add(candidate.name());
            }
        }
        return names;
    }

    private static List<Candidate> inOrder(List<Candidate> candidates, TreeSet<String> names) {
        return candidates.stream()
                .filter(candidate -> names.contains(candidate.name()))
                .toList();
    }
}
