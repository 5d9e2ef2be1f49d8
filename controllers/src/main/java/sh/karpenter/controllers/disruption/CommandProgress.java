package sh.karpenter.controllers.disruption;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// How far a command under way is, and what comes next. Pure: the queue observes and acts.
///
/// ```
/// nodes tainted -> replacements created -> replacements ready -> claims deleted
///                                       \-> rolled back
/// ```
///
/// Everything before the claims are deleted can be taken back: the taint comes off and the nodes go on.
/// Replacements that were launched stay; they are found empty later if nobody needs them.
final class CommandProgress {
    private static final Duration SHORTEST_LIMIT = Duration.ofMinutes(10);
    private static final Duration LONGEST_LIMIT = Duration.ofHours(1);
    private static final Duration PER_QUEUED_NODE = Duration.ofMillis(80);

    private CommandProgress() {}

    /// What is seen of one replacement.
    enum Replacement {
        /// Its claim does not exist any more.
        GONE,
        /// It has not been launched.
        LAUNCHING,
        /// It is launched but not ready for pods.
        JOINING,
        /// It is ready for pods.
        READY
    }

    /// What comes next.
    sealed interface Next {

        /// Look again soon.
        ///
        /// @param launching names of replacements not launched yet
        /// @param joining names of replacements not ready yet
        record Wait(List<String> launching, List<String> joining) implements Next {
            public Wait {
                launching = List.copyOf(launching);
                joining = List.copyOf(joining);
            }
        }

        /// Everything that must exist exists: delete the claims of the nodes to remove.
        record DeleteClaims() implements Next {}

        /// Give up and let the nodes go on.
        ///
        /// @param reason why, for the log
        record RollBack(String reason) implements Next {}
    }

    /// Decides.
    ///
    /// @param names names of the replacements' claims
    /// @param seen what is seen of each, in the same order
    /// @param created when the command was created
    /// @param queuedNodes how many nodes all commands under way remove; the more, the longer each may take
    static Next next(List<String> names, List<Replacement> seen, Instant created, int queuedNodes, Instant now) {
        var launching = new ArrayList<String>();
        var joining = new ArrayList<String>();
        for (int i = 0; i < seen.size(); i++) {
            switch (seen.get(i)) {
                case GONE -> {
                    return new Next.RollBack("replacement was deleted, nodeclaim " + names.get(i));
                }
                case LAUNCHING -> launching.add(names.get(i));
                case JOINING -> joining.add(names.get(i));
                case READY -> {}
            }
        }
        if (launching.isEmpty() && joining.isEmpty()) {
            return new Next.DeleteClaims();
        }
        Duration limit = limit(queuedNodes);
        if (now.isAfter(created.plus(limit))) {
            return new Next.RollBack("replacements did not become ready within " + limit.toMinutes() + " minutes");
        }
        return new Next.Wait(launching, joining);
    }

    /// How long a command may take: 80 ms for each node under way, at least ten minutes and at most an hour.
    static Duration limit(int queuedNodes) {
        Duration limit = PER_QUEUED_NODE.multipliedBy(queuedNodes);
        if (limit.compareTo(SHORTEST_LIMIT) < 0) {
            return SHORTEST_LIMIT;
        }
        return limit.compareTo(LONGEST_LIMIT) > 0 ? LONGEST_LIMIT : limit;
    }
}
