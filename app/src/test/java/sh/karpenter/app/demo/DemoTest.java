package sh.karpenter.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sh.karpenter.app.cli.Terminal;

final class DemoTest {
    private final TestClock clock = new TestClock();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void endsWellWhenEveryStepEndsOnTheExpectedMachines() throws InterruptedException {
        var outcomes = demo(new ScriptedCluster(List.of("m5.large"), List.of("m5.large", "m5.large"), "c5.large"))
                .run();

        assertThat(outcomes).hasSize(5).allMatch(outcome -> outcome.failure() == null);
        assertThat(text())
                .contains("$ kubectl scale -n other deployment/inflate --replicas 12")
                .contains("expected 2 m5.large (the new pods do not fit on the first one), found 2 m5.large")
                .contains("the cluster's machines cost $0.0850 per hour");
    }

    @Test
    void stopsAtTheFirstStepThatEndsOnOtherMachinesAndSaysWhich() throws InterruptedException {
        var outcomes = demo(new ScriptedCluster(List.of("m5.large"), List.of("m5.xlarge"), "c5.large"))
                .run();

        assertThat(outcomes).hasSize(3);
        assertThat(outcomes.getLast().failure()).isEqualTo("expected 2 m5.large within 100 s, found 1 m5.xlarge");
    }

    @Test
    void printsNoControlCharactersWhereNobodyLooks() throws InterruptedException {
        demo(new ScriptedCluster(List.of("m5.large"), List.of("m5.large", "m5.large"), "c5.large"))
                .run();

        assertThat(text()).doesNotContain("\u001b").doesNotContain("\r");
    }

    private Demo demo(DemoCluster cluster) {
        var terminal = new Terminal(new PrintStream(printed, true, StandardCharsets.UTF_8), false, clock);
        return new Demo(cluster, terminal, clock, clock::advance);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static final class TestClock implements InstantSource {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        void advance(Duration time) {
            now = now.plus(time);
        }
    }

    /// A cluster that has the machines of the script as soon as it is scaled.
    private static final class ScriptedCluster implements DemoCluster {
        private final List<String> forFive;
        private final List<String> forTwelve;
        private final String forOne;
        private int replicas;

        ScriptedCluster(List<String> forFive, List<String> forTwelve, String forOne) {
            this.forFive = forFive;
            this.forTwelve = forTwelve;
            this.forOne = forOne;
        }

        @Override
        public void apply(String resource) {
            assertThat(DemoTest.class.getResource(resource)).as(resource).isNotNull();
        }

        @Override
        public Readiness nodePoolReadiness() {
            return new Readiness(true, "");
        }

        @Override
        public void scale(int count) {
            replicas = count;
        }

        @Override
        public Workload workload() {
            return new Workload(replicas, replicas, replicas);
        }

        @Override
        public List<DemoNode> nodes() {
            List<String> types = switch (replicas) {
                case 1 -> List.of(forOne);
                case 5 -> forFive;
                default -> forTwelve;
            };
            return IntStream.range(0, types.size())
                    .mapToObj(i ->
                            new DemoNode("node-" + i, types.get(i), "a", "on-demand", true, false, replicas, 0.085))
                    .toList();
        }
    }
}
