package sh.karpenter.app.part;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;

/// Parts of something that runs. They are closed in the reverse order of their opening; one that cannot be closed
/// is logged and does not keep the others open.
///
/// Confined to whoever opens and closes.
public final class Parts implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Logger log;
    private final String whole;

    /// No parts yet.
    ///
    /// @param whole what they are parts of, for the log, for example `the controller`
    public Parts(Logger log, String whole) {
        this.log = log;
        this.whole = whole;
    }

    /// Keeps a part that was just opened, and gives it back.
    public <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception failed) {
                log.atError().setCause(failed).log("a part of " + whole + " could not be stopped");
            }
        }
    }
}
