package sh.karpenter.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

/// Dashboards calculate quantiles from these bounds, so that they must be Karpenter's.
final class BucketsTest {

    @Test
    void durationsOfPodsSolvesAndDecisionsHaveTheCommonBounds() {
        for (String metric : new String[] {
            "pods_bound_duration_seconds",
            "pods_provisioning_bound_duration_seconds",
            "pods_provisioning_startup_duration_seconds",
            "pods_scheduling_decision_duration_seconds",
            "scheduler_scheduling_duration_seconds",
            "voluntary_disruption_decision_evaluation_duration_seconds"
        }) {
            assertThat(Buckets.of(metric))
                    .as(metric)
                    .hasSize(45)
                    .startsWith(0.005, 0.01, 0.025, 0.05, 0.1, 0.15)
                    .endsWith(60, 120, 150, 300, 450, 600);
        }
    }

    @Test
    void terminationsDouble() {
        growing("nodeclaims_termination_duration_seconds", 1, 2, 12);
        growing("nodeclaims_instance_termination_duration_seconds", 1, 2, 11);
        growing("nodes_reboot_duration_seconds", 10, 2, 8);
        growing("operator_nodeclaim_status_condition_transition_seconds", 0.5, 2, 15);
        growing("operator_status_condition_transition_seconds", 0.5, 2, 15);
    }

    @Test
    void requestsGrowByHalf() {
        growing("client_go_request_duration_seconds", 0.001, 1.5, 20);
        growing("aws_sdk_go_request_duration_seconds", 0.01, 1.5, 20);
        growing("aws_sdk_go_request_attempt_duration_seconds", 0.01, 1.5, 20);
    }

    @Test
    void theRestIsOfItsOwnKind() {
        assertThat(Buckets.of("nodes_lifetime_duration_seconds"))
                .hasSize(21)
                .startsWith(900, 1800, 2700, 3600)
                .endsWith(20 * 86400, 25 * 86400, 30 * 86400);
        assertThat(Buckets.of("cloudprovider_duration_seconds"))
                .containsExactly(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);
        assertThat(Buckets.of("consolidation_score")).containsExactly(0.1, 0.25, 0.33, 0.5, 1, 2, 5, 10);
    }

    private static void growing(String metric, double first, double factor, int count) {
        double[] bounds = Buckets.of(metric);
        assertThat(bounds).as(metric).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(bounds[i]).as(metric).isCloseTo(first * Math.pow(factor, i), offset(1e-9));
        }
    }
}
