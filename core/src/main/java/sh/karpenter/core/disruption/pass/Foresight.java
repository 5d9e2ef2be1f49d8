package sh.karpenter.core.disruption.pass;

/// How far a pass looked beyond its own commands, and what came of it. See [Rollout].
public sealed interface Foresight {

    /// There was nothing to choose between: reference mode, nothing to do, or both ways begin with the same.
    record NotNeeded() implements Foresight {}

    /// Both ways were played to their ends, and the better one is followed.
    ///
    /// @param followed which
    /// @param ours where our way ends
    /// @param karpenters where Karpenter's way ends
    record Played(Way followed, End ours, End karpenters) implements Foresight {}

    /// The cluster is too large for playing both ways to their ends; ours is followed.
    ///
    /// @param questions how many questions were allowed
    record TooFar(int questions) implements Foresight {}

    /// A way of choosing commands.
    enum Way {
        /// Every method has its say, consolidation searches for the commands that save most.
        OURS,
        /// The first method that finds something ends the pass, with one command.
        KARPENTERS
    }

    /// A cluster in which nothing is left to do.
    ///
    /// @param pricePerHour what its machines cost
    /// @param podsMoved how many times a pod was moved on the way
    /// @param commands how many commands there were on the way
    record End(double pricePerHour, int podsMoved, int commands) {
        private static final double SAME = 1e-9;

        /// Cheaper; or as cheap with fewer pods moved; or both alike with fewer commands.
        boolean better(End other) {
            if (Math.abs(pricePerHour - other.pricePerHour) > SAME) {
                return pricePerHour < other.pricePerHour;
            }
            return podsMoved != other.podsMoved ? podsMoved < other.podsMoved : commands < other.commands;
        }
    }
}
