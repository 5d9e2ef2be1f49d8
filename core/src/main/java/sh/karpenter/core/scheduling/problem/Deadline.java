package sh.karpenter.core.scheduling.problem;

/// Says when a solve has to stop; polled between pods. The one impure thing that the core takes.
@FunctionalInterface
public interface Deadline {

    /// Whether the time is up. Once true it stays true.
    boolean passed();

    /// The deadline that never passes.
    Deadline NEVER = new Deadline() {
        @Override
        public boolean passed() {
            return false;
        }
    };

    /// Never.
    static Deadline none() {
        return NEVER;
    }
}
