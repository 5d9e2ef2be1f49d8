package sh.karpenter.app.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sh.karpenter.app.cli.CommandFailure;

final class OptionsTest {

    @Test
    void aFlagBeatsTheEnvironmentAndThatBeatsTheDefault() {
        var environment = Map.of("BATCH_IDLE_DURATION", "2s", "BATCH_MAX_DURATION", "20s");
        var options = Options.resolve(Map.of(Setting.BATCH_IDLE_DURATION, "300ms"), environment);

        assertThat(options.duration(Setting.BATCH_IDLE_DURATION)).isEqualTo(Duration.ofMillis(300));
        assertThat(options.duration(Setting.BATCH_MAX_DURATION)).isEqualTo(Duration.ofSeconds(20));
        assertThat(options.integer(Setting.METRICS_PORT)).isEqualTo(8080);
    }

    @Test
    void anEnvironmentValueThatCannotBeReadGivesTheDefault() {
        var options = Options.resolve(Map.of(), Map.of("METRICS_PORT", "many", "ISOLATED_VPC", "maybe"));

        assertThat(options.integer(Setting.METRICS_PORT)).isEqualTo(8080);
        assertThat(options.flag(Setting.ISOLATED_VPC)).isFalse();
    }

    @Test
    void booleanVariablesTakeTheUsualSpellingsButFlagsDoNot() {
        assertThat(Options.resolve(Map.of(), Map.of("ISOLATED_VPC", "T")).flag(Setting.ISOLATED_VPC))
                .isTrue();
        assertThatThrownBy(() -> Options.resolve(Map.of(Setting.ISOLATED_VPC, "1"), Map.of()))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("--isolated-vpc \"1\" is not true or false.");
    }

    @Test
    void aValueOutsideItsListEndsTheStartAndIsNamed() {
        assertThatThrownBy(() -> Options.resolve(Map.of(), Map.of("LOG_LEVEL", "chatty")))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("LOG_LEVEL \"chatty\" is not one of debug, info, error.");
    }

    @Test
    void listedGatesChangeAndTheOthersKeepTheirDefault() {
        var gates = Options.resolve(Map.of(), Map.of("FEATURE_GATES", "SpotToSpotConsolidation=true,Drift=true"))
                .featureGates();

        assertThat(gates.on(FeatureGates.SPOT_TO_SPOT_CONSOLIDATION)).isTrue();
        assertThat(gates.on(FeatureGates.RESERVED_CAPACITY)).isTrue();
        assertThat(gates.enabled()).doesNotContainKey("Drift");
    }

    @Test
    void malformedGatesEndTheStart() {
        assertThatThrownBy(() -> Options.resolve(Map.of(), Map.of("FEATURE_GATES", "NodeRepair")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("NodeRepair");
    }

    @Test
    void malformedGatesOfTheAwsProviderEndTheStartToo() {
        assertThatThrownBy(() -> Options.resolve(Map.of(), Map.of("AWS_FEATURE_GATES", "NodeClassCEL=maybe")))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("AWS_FEATURE_GATES \"NodeClassCEL=maybe\" is not a list of Name=true or Name=false.");
    }

    @Test
    void whatIsOnWithoutEffectIsNamed() {
        assertThat(Options.resolve(Map.of(), Map.of()).withoutEffect()).isEmpty();
        var options = Options.resolve(
                Map.of(),
                Map.of(
                        "FEATURE_GATES", "NodeOverlay=true,SpotToSpotConsolidation=true",
                        "AWS_FEATURE_GATES", "DRAEFA=true,NodeClassCEL=false",
                        "ENABLE_ZONAL_SHIFT", "true"));
        assertThat(options.withoutEffect())
                .containsExactly("feature gate NodeOverlay", "AWS feature gate DRAEFA", "--enable-zonal-shift");
    }

    @Test
    void everySettingOfTheChartIsKnownByItsVariable() {
        // What the chart of Karpenter 1.15 can put into the controller's environment.
        var variables = List.of(
                "KARPENTER_SERVICE",
                "LOG_LEVEL",
                "LOG_OUTPUT_PATHS",
                "LOG_ERROR_OUTPUT_PATHS",
                "METRICS_PORT",
                "HEALTH_PROBE_PORT",
                "KUBE_CLIENT_QPS",
                "KUBE_CLIENT_BURST",
                "ENABLE_PROFILING",
                "DISABLE_CONTROLLER_WARMUP",
                "DISABLE_LEADER_ELECTION",
                "DISABLE_CLUSTER_STATE_OBSERVABILITY",
                "LEADER_ELECTION_NAME",
                "LEADER_ELECTION_NAMESPACE",
                "MEMORY_LIMIT",
                "CPU_REQUESTS",
                "FEATURE_GATES",
                "AWS_FEATURE_GATES",
                "BATCH_MAX_DURATION",
                "BATCH_IDLE_DURATION",
                "PREFERENCE_POLICY",
                "MIN_VALUES_POLICY",
                "IGNORE_DRA_REQUESTS",
                "LEGACY_NODE_REPAIR",
                "SCHEDULER_CONFIG",
                "CLUSTER_CA_BUNDLE",
                "CLUSTER_NAME",
                "CLUSTER_ENDPOINT",
                "ISOLATED_VPC",
                "EKS_CONTROL_PLANE",
                "VM_MEMORY_OVERHEAD_PERCENT",
                "INTERRUPTION_QUEUE",
                "ENABLE_ZONAL_SHIFT",
                "RESERVED_ENIS",
                "DISABLE_DRY_RUN",
                "AMI_REFRESH_INTERVAL",
                "SUBNET_REFRESH_INTERVAL",
                "SECURITY_GROUP_REFRESH_INTERVAL");
        assertThat(Arrays.stream(Setting.values()).map(Setting::variable)).containsAll(variables);
    }

    @Test
    void readsTheDefaultSpreadConstraintsFromTheEnvironment() {
        var options = Options.resolve(
                Map.of(),
                Map.of(
                        "SCHEDULER_CONFIG",
                        "podTopologySpread: {defaultConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable:"
                                + " ScheduleAnyway}]}"));

        assertThat(options.schedulerConfig().defaultSpread()).hasSize(1);
        assertThat(Options.resolve(Map.of(), Map.of()).schedulerConfig().defaultSpread())
                .isEmpty();
    }

    @Test
    void aMalformedSchedulerConfigEndsTheStart() {
        assertThatThrownBy(() -> Options.resolve(Map.of(), Map.of("SCHEDULER_CONFIG", "profiles: []")))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("SCHEDULER_CONFIG: decoding scheduler config, unknown field \"profiles\".");
    }
}
