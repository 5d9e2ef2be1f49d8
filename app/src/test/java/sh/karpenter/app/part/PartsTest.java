package sh.karpenter.app.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

final class PartsTest {
    private final List<String> closed = new ArrayList<>();
    private final Parts parts = new Parts(NOPLogger.NOP_LOGGER, "the test");

    @Test
    void theLastOpenedIsClosedFirstAndOnce() {
        parts.opened(() -> closed.add("first"));
        parts.opened(() -> closed.add("second"));
        parts.close();
        parts.close();
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void onePartThatCannotBeClosedDoesNotKeepTheOthersOpen() {
        parts.opened(() -> closed.add("first"));
        parts.opened(() -> {
            throw new IllegalStateException("stuck");
        });
        parts.close();
        assertThat(closed).containsExactly("first");
    }
}
