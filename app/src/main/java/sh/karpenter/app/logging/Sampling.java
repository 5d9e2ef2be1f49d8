package sh.karpenter.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.HashMap;
import java.util.Map;

/// Keeps a message that comes by the thousand from filling the log: of one level and message the first hundred of
/// a second are written, then every hundredth.
///
/// Example: 1,000 pods that cannot be scheduled in one pass leave 109 lines.
///
/// Source: the sampling of Karpenter's log.
final class Sampling extends Filter<ILoggingEvent> {
    private static final int FIRST = 100;
    private static final int THEREAFTER = 100;
    private static final long SECOND_MILLIS = 1000;

    private final Map<Kind, Integer> written = new HashMap<>();
    private long second;

    private record Kind(Level level, String message) {}

    @Override
    public synchronized FilterReply decide(ILoggingEvent event) {
        long now = Math.floorDiv(event.getTimeStamp(), SECOND_MILLIS);
        if (now != second) {
            second = now;
            written.clear();
        }
        int count = written.merge(new Kind(event.getLevel(), event.getFormattedMessage()), 1, Integer::sum);
        return count <= FIRST || (count - FIRST) % THEREAFTER == 0 ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
}
