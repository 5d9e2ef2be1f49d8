package sh.karpenter.testing.scenarios.cluster;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// Asks the same question again and again and keeps every answer, so that what is true for a moment only is not
/// missed by who comes late.
public final class Listening implements AutoCloseable {
    private static final int SHOWN = 3;

    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

    /// Guarded by itself.
    private final Set<String> answers = new LinkedHashSet<>();

    private Listening() {}

    /// Begins to ask; the first answer is there when this returns.
    public static Listening to(Supplier<String> question) {
        var listening = new Listening();
        listening.ask(question);
        var _ = listening.executor.scheduleWithFixedDelay(() -> listening.ask(question), 50, 50, TimeUnit.MILLISECONDS);
        return listening;
    }

    private void ask(Supplier<String> question) {
        String answer = question.get();
        synchronized (answers) {
            answers.remove(answer);
            answers.add(answer);
        }
    }

    /// Waits until one of the answers so far has all these words.
    public void until(String... words) {
        try {
            Awaitility.await()
                    .atMost(LocalCluster.LIMIT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> heard().stream()
                            .anyMatch(answer -> List.of(words).stream().allMatch(answer::contains)));
        } catch (ConditionTimeoutException late) {
            List<String> heard = heard();
            throw new AssertionError(
                    "not told within " + LocalCluster.LIMIT.toSeconds() + " s, last:\n"
                            + String.join("\n", heard.subList(Math.max(0, heard.size() - SHOWN), heard.size())),
                    late);
        }
    }

    private List<String> heard() {
        synchronized (answers) {
            return List.copyOf(answers);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
