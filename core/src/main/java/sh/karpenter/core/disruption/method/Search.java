package sh.karpenter.core.disruption.method;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import sh.karpenter.core.scheduling.problem.Deadline;

/// How far a method may go, and where it goes on.
///
/// @param deadline when it has to end; polled between what-ifs
/// @param firstPools names of pools whose nodes are looked at first, because the search before this one ended
///     before it came to them
public record Search(Deadline deadline, SortedSet<String> firstPools) {

    public Search {
        firstPools = Collections.unmodifiableSortedSet(new TreeSet<>(firstPools));
    }

    /// Until everything has been looked at.
    public static Search unlimited() {
        return new Search(Deadline.none(), new TreeSet<>());
    }

    /// Until a deadline.
    public static Search until(Deadline deadline) {
        return new Search(deadline, new TreeSet<>(List.of()));
    }

    /// The same with pools that come first.
    public Search first(Collection<String> pools) {
        return new Search(deadline, new TreeSet<>(pools));
    }
}
