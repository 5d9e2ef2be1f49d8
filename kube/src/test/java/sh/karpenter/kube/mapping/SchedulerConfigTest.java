package sh.karpenter.kube.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sh.karpenter.core.model.workload.TopologySpread;

class SchedulerConfigTest {
    private static final String ZONE = "maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule";

    @Test
    void readsYaml() {
        var config = SchedulerConfig.parse("""
            podTopologySpread:
              defaultConstraints:
              - maxSkew: 2
                topologyKey: topology.kubernetes.io/zone
                whenUnsatisfiable: ScheduleAnyway
                minDomains: 3
                nodeAffinityPolicy: Ignore
                nodeTaintsPolicy: Honor
            """);

        assertThat(config.defaultSpread())
                .containsExactly(
                        new TopologySpread(2, "topology.kubernetes.io/zone", true, null, 3, false, true, List.of()));
    }

    @Test
    void readsJson() {
        var config = SchedulerConfig.parse("""
            {"podTopologySpread": {"defaultConstraints": [
              {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"},
              {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}]}}\
            """);

        assertThat(config.defaultSpread())
                .extracting(TopologySpread::scheduleAnyway)
                .containsExactly(false, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "null", "{}", "podTopologySpread: {}", "podTopologySpread:"})
    void configuresNothingWhenNothingIsWritten(String document) {
        assertThat(SchedulerConfig.parse(document).defaultSpread()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{" + ZONE + ", extra: 1} | decoding scheduler config, unknown field \"podTopologySpread"
                        + ".defaultConstraints[0].extra\"",
                "{maxSkew: 0, topologyKey: zone, whenUnsatisfiable: DoNotSchedule} | validating scheduler config,"
                        + " podTopologySpread.defaultConstraints[0].maxSkew must be greater than 0",
                "{maxSkew: one, topologyKey: zone} | decoding scheduler config, podTopologySpread"
                        + ".defaultConstraints[0].maxSkew: \"one\" is not a whole number",
                "{maxSkew: 1, whenUnsatisfiable: DoNotSchedule} | validating scheduler config, podTopologySpread"
                        + ".defaultConstraints[0].topologyKey must be set",
                "{maxSkew: 1, topologyKey: a b, whenUnsatisfiable: DoNotSchedule} | validating scheduler config,"
                        + " podTopologySpread.defaultConstraints[0].topologyKey \"a b\" is not a valid label name,"
                        + " expected name or prefix/name",
                "{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: Never} | validating scheduler config,"
                        + " podTopologySpread.defaultConstraints[0].whenUnsatisfiable \"Never\" must be one of"
                        + " DoNotSchedule, ScheduleAnyway",
                "{" + ZONE + ", labelSelector: {}} | validating scheduler config, podTopologySpread"
                        + ".defaultConstraints[0].labelSelector must not be set, it is deduced for each pod",
                "{" + ZONE + ", matchLabelKeys: [app]} | validating scheduler config, podTopologySpread"
                        + ".defaultConstraints[0].matchLabelKeys must not be set, the selector is deduced for each pod",
                "{" + ZONE + "}, {" + ZONE + "} | validating scheduler config, podTopologySpread"
                        + ".defaultConstraints[1] is a duplicate of [0], {zone, DoNotSchedule}",
            })
    void namesWhatIsWrongWithAConstraint(String constraints, String message) {
        assertThatThrownBy(
                        () -> SchedulerConfig.parse("podTopologySpread: {defaultConstraints: [" + constraints + "]}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "just text", "podTopologySpread: {defaultConstraints: 7}", "profiles: []"})
    void saysThatADocumentCannotBeDecoded(String document) {
        assertThatThrownBy(() -> SchedulerConfig.parse(document))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("decoding scheduler config, ");
    }
}
