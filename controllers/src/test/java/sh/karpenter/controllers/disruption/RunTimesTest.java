package sh.karpenter.controllers.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.testing.testkit.log.LoggedLines;

final class RunTimesTest {

    @Test
    void whatHadNoTurnForAQuarterOfAnHourIsToldByNameThePassItselfToo() {
        Stage stage = new Stage().pool("100%").started(3);
        stage.rounds(30);
        try (var log = LoggedLines.begin()) {
            stage.world.clock.advance(Duration.ofMinutes(14));
            stage.rounds(30);
            assertThat(told(log)).isEmpty();

            stage.world.clock.advance(Duration.ofMinutes(15).plusSeconds(11));
            stage.rounds(30);
            assertThat(told(log))
                    .containsExactly("disruption-loop", "drift", "emptiness", "multi", "single", "static-drift");
        }
    }

    private static List<String> told(LoggedLines log) {
        return log.of("abnormal time between runs").stream()
                .map(line -> String.valueOf(line.fields().get("method")))
                .toList();
    }
}
