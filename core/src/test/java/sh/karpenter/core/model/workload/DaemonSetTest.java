package sh.karpenter.core.model.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Given.NOW;
import static sh.karpenter.core.testing.PodBuilder.pod;

import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.testing.PodBuilder;

/// Which pod stands for a DaemonSet when room is kept for it.
class DaemonSetTest {
    private static PodBuilder live(String name, String cpu, int age) {
        return pod(name).cpu(cpu).ofDaemonSet("agent").age(age);
    }

    private static DaemonSet agent(PodBuilder template) {
        return new DaemonSet("default", "agent", "uid-agent", template.shape());
    }

    @Test
    void theNewestLivePodTellsWhatThePodsAskFor() {
        var agent = agent(pod("agent").cpu("1"));
        var seen = agent.seenIn(List.of(
                live("old", "2", 1).build(),
                live("new", "3", 2).build(),
                live("leaving", "4", 3).deletion(NOW).build(),
                pod("other").cpu("5").age(4).build()));

        assertThat(seen.podShape().requests())
                .isEqualTo(pod("x").cpu("3").shape().requests());
        assertThat(agent.seenIn(List.of())).isEqualTo(agent);
    }

    @Test
    void requiredAffinityOfTheTemplateTakesThePlaceOfThatWithTheNameOfTheNode() {
        var live = live("live", "2", 1)
                .requires("metadata.name", Operator.IN, "n1")
                .build();

        assertThat(agent(pod("agent").requires("team", Operator.IN, "red"))
                        .seenIn(List.of(live))
                        .podShape()
                        .requiredNodeTerms())
                .isEqualTo(pod("x").requires("team", Operator.IN, "red").shape().requiredNodeTerms());
        assertThat(agent(pod("agent")).seenIn(List.of(live)).podShape()).isEqualTo(live.shape());
    }
}
