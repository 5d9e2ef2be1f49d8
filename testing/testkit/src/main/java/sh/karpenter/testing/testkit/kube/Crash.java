package sh.karpenter.testing.testkit.kube;

/// A process that dies at a certain write and writes nothing afterwards.
public final class Crash implements FakeWrite.Listener {
    private final int fatal;
    private final Side side;
    private int writes;

    /// Dies at the given write, counted from 1.
    public Crash(int fatal, Side side) {
        this.fatal = fatal;
        this.side = side;
    }

    /// Whether the write that kills takes place.
    public enum Side {
        /// It does not.
        BEFORE,
        /// It does, but nobody learns of it.
        AFTER
    }

    /// Whether the process is dead.
    public boolean happened() {
        return writes >= fatal;
    }

    @Override
    public void before(FakeWrite write) {
        writes++;
        if (writes > fatal || (writes == fatal && side == Side.BEFORE)) {
            throw new Died(write);
        }
    }

    @Override
    public void after(FakeWrite write) {
        if (writes >= fatal) {
            throw new Died(write);
        }
    }

    /// What the process' last step ends with.
    public static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Died(FakeWrite write) {
            super("the process dies at " + write);
        }
    }
}
