package sh.karpenter.testing.scenarios.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;

/// A pod waits, the cloud is sold out, the cloud has machines again: what the pod is told, how often the cloud is
/// asked, and when the node comes.
final class CapacityReturnsTest {
    /// How long an offering is avoided that EC2 has refused.
    private static final Duration AVOIDED = Duration.ofMinutes(3);

    private final StillCluster cluster = new StillCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aPodWaitsForCapacityIsToldSoAndGetsItsNodeOnceThereIsSome() {
        cluster.pass(Duration.ofSeconds(15));
        cluster.sellsNothing();
        cluster.waiting("web");
        cluster.pass(Duration.ofSeconds(3));
        assertThat(cluster.claims())
                .as("the claim for which there was no machine")
                .isEmpty();
        assertThat(cluster.told("NodeClaim")).singleElement().asString().startsWith("InsufficientCapacityError: ");
        assertThat(cluster.told("Pod"))
                .hasSize(2)
                .satisfiesExactly(
                        nominated -> assertThat(nominated)
                                .startsWith("Nominated: Pod should schedule on: nodeclaim/default-"),
                        refused -> assertThat(refused)
                                .startsWith("InsufficientCapacityError: NodeClaim default-")
                                .contains(" nominated for this pod failed to launch: insufficient capacity, with fleet"
                                        + " error(s), "));
        long asked = cluster.fleets();

        // The pod asks every ten seconds; the cloud is left alone for as long as it is known to have nothing.
        cluster.pass(AVOIDED.minusSeconds(5));
        assertThat(cluster.claims()).isEmpty();
        assertThat(cluster.fleets()).isEqualTo(asked);
        assertThat(cluster.told("Pod"))
                .hasSize(3)
                .last()
                .asString()
                .startsWith("FailedScheduling: Failed to schedule pod, ");

        // It still has nothing: one more try, and the same patience.
        cluster.pass(Duration.ofSeconds(20));
        assertThat(cluster.fleets()).isGreaterThan(asked);
        assertThat(cluster.claims()).isEmpty();

        cluster.sellsAgain();
        cluster.pass(AVOIDED.plusSeconds(20));
        assertThat(cluster.claims())
                .singleElement()
                .satisfies(claim ->
                        assertThat(conditions(claim)).contains("Launched", "Registered", "Initialized", "Ready"));
        assertThat(cluster.told("Pod"))
                .filteredOn(text -> text.startsWith("Nominated: "))
                .hasSize(3)
                .last()
                .asString()
                .endsWith(cluster.claims().getFirst().getMetadata().getName());
    }

    private static List<String> conditions(NodeClaim claim) {
        return Objects.requireNonNull(claim.statusOrEmpty().conditions()).stream()
                .filter(condition -> condition.status() == ConditionStatus.TRUE)
                .map(Condition::type)
                .toList();
    }
}
