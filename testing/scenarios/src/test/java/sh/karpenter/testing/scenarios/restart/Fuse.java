package sh.karpenter.testing.scenarios.restart;

import org.jspecify.annotations.Nullable;

/// Decides when a process dies: at one of its writes, before the server got it or after the server took it.
final class Fuse {
    /// Which side of the write it dies on.
    enum Side {
        BEFORE,
        AFTER
    }

    private int left = Integer.MAX_VALUE;
    private Side side = Side.BEFORE;
    private boolean blown;

    /// From now on, lets so many writes pass and blows at the next.
    synchronized void arm(int writes, Side where) {
        left = writes;
        side = where;
    }

    /// A write is about to be sent.
    ///
    /// @return the side on which it blows, whose answer the process must not see; null when it passes
    synchronized @Nullable Side atWrite() {
        if (blown || left > 0) {
            left--;
            return blown ? Side.BEFORE : null;
        }
        blown = true;
        return side;
    }

    /// Whether the process is dead.
    synchronized boolean blown() {
        return blown;
    }

    /// Kills the process where it is.
    synchronized void blow() {
        blown = true;
    }
}
