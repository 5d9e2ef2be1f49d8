package sh.karpenter.controllers.nodeclaim.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.controllers.node.eviction.EvictionQueue;
import sh.karpenter.controllers.node.termination.NodeTerminationController;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.controllers.nodepool.registrationhealth.RegistrationHealth;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.testing.testkit.kube.Crash;
import sh.karpenter.testing.testkit.kube.PodSpecimen;
import sh.karpenter.testing.testkit.kube.Specimens;

/// Lets the process die at every write, once before and once after the server took it, starts a new one, and
/// looks for what was lost: a machine without claim, a claim without end, a second machine for one claim.
final class LifecycleKillTest {

    @Test
    void whereverTheProcessDiesAClaimBecomesOneNode() {
        int crashes = 0;
        for (Crash.Side side : Crash.Side.values()) {
            for (int write = 1; ; write++) {
                var run = new Run();
                run.claim("default-1");
                var crash = new Crash(write, side);
                run.until(crash, run::allReady);
                assertThat(run.world.cloud.launched())
                        .as("machines launched when dying %s write %d", side, write)
                        .isEqualTo(1);
                assertThat(run.world.stores.nodes().list()).hasSize(1);
                if (!crash.happened()) {
                    break;
                }
                crashes++;
            }
        }
        assertThat(crashes).isGreaterThanOrEqualTo(10);
    }

    @Test
    void whereverTheProcessDiesADeletedClaimLeavesNothing() {
        int crashes = 0;
        for (Crash.Side side : Crash.Side.values()) {
            for (int write = 1; ; write++) {
                var run = new Run();
                run.claim("default-1");
                run.until(null, run::allReady);
                run.pod("web-1");
                run.delete("default-1");
                var crash = new Crash(write, side);
                run.until(crash, run::nothingLeft);
                assertThat(run.world.stores.pods().list()).isEmpty();
                if (!crash.happened()) {
                    break;
                }
                crashes++;
            }
        }
        assertThat(crashes).isGreaterThanOrEqualTo(10);
    }

    @Test
    void aClaimDeletedBeforeItKnewItsMachineLeavesNothing() {
        for (Crash.Side side : Crash.Side.values()) {
            for (int write = 1; write <= 4; write++) {
                var run = new Run();
                run.claim("default-1");
                run.step(new Crash(write, side));
                run.delete("default-1");
                run.until(null, run::nothingLeft);
                assertThat(run.world.cloud.machines())
                        .as("machines left when dying %s write %d", side, write)
                        .isEmpty();
            }
        }
    }

    @Test
    void manyClaimsSurviveManyDeaths() {
        for (long seed = 1; seed <= 40; seed++) {
            var random = new Random(seed);
            var run = new Run();
            for (int i = 0; i < 4; i++) {
                run.claim("default-" + i);
            }
            for (int death = 0; death < 6; death++) {
                Crash.Side side = random.nextBoolean() ? Crash.Side.BEFORE : Crash.Side.AFTER;
                run.stepsWith(new Crash(1 + random.nextInt(12), side), 1 + random.nextInt(4));
                if (random.nextInt(3) == 0) {
                    run.delete("default-" + random.nextInt(4));
                }
            }
            run.until(null, run::settled);
            List<String> machines =
                    run.world.cloud.machines().stream().map(Instance::claimName).toList();
            List<String> claims = run.world.stores.nodeClaims().list().stream()
                    .map(claim -> claim.getMetadata().getName())
                    .toList();
            assertThat(machines).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(claims);
            assertThat(run.world.cloud.launched()).as("seed %d", seed).isLessThanOrEqualTo(4);
        }
    }

    /// A cluster with machines that join by themselves, and a process that can be started again.
    private static final class Run {
        private final World world = new World();
        private Incarnation process = new Incarnation(world);

        void claim(String name) {
            NodeClaim claim = Specimens.claim(name);
            claim.getMetadata().setFinalizers(List.of());
            world.stores.nodeClaims().put(claim);
        }

        void pod(String name) {
            String node = NodeFacts.name(world.stores.nodes().list().getFirst());
            world.stores.pods().put(PodSpecimen.pod(name).on(node).build());
        }

        void delete(String name) {
            NodeClaim claim = world.stores.nodeClaims().find(name);
            if (claim != null) {
                world.stores.nodeClaims().delete(claim);
            }
        }

        /// One round of everything, with a death in it if it comes to that write.
        void step(Crash crash) {
            stepsWith(crash, 1);
        }

        void stepsWith(Crash crash, int rounds) {
            world.stores.onWrite(crash);
            for (int i = 0; i < rounds && !crash.happened(); i++) {
                round();
            }
            if (crash.happened()) {
                process = new Incarnation(world);
            }
            world.stores.onWriteNothing();
        }

        void until(@Nullable Crash crash, BooleanSupplier reached) {
            if (crash != null) {
                world.stores.onWrite(crash);
            }
            for (int i = 0; i < 200 && !reached.getAsBoolean(); i++) {
                round();
                if (crash != null && crash.happened()) {
                    process = new Incarnation(world);
                    world.stores.onWriteNothing();
                }
            }
            world.stores.onWriteNothing();
            assertThat(reached.getAsBoolean())
                    .as(
                            "reached after 200 rounds; claims %s, machines %s",
                            world.stores.nodeClaims().list(), world.cloud.machines())
                    .isTrue();
        }

        private void round() {
            try {
                process.round();
            } catch (Crash.Died _) {
                // The rest of the round does not happen.
            }
            joinMachines();
            world.clock.advance(Duration.ofSeconds(1));
        }

        private void joinMachines() {
            for (Instance machine : world.cloud.machines()) {
                boolean joined =
                        !world.stores.nodes().byProviderId(machine.providerId()).isEmpty();
                if (!joined) {
                    String name = "node-of-" + machine.claimName();
                    world.stores.nodes().put(Specimens.joined(name, machine.providerId()));
                }
            }
            // As the cloud's own controller does: a node without machine that nobody holds goes.
            for (var node : world.stores.nodes().list()) {
                boolean machineGone = world.cloud.machines().stream()
                        .noneMatch(machine -> machine.providerId().equals(NodeFacts.providerId(node)));
                if (machineGone && node.getMetadata().getFinalizers().isEmpty()) {
                    world.stores.nodes().vanish(NodeFacts.name(node));
                }
            }
        }

        boolean allReady() {
            return !world.stores.nodeClaims().list().isEmpty()
                    && world.stores.nodeClaims().list().stream().allMatch(this::ready);
        }

        boolean nothingLeft() {
            return world.stores.nodeClaims().list().isEmpty()
                    && world.stores.nodes().list().isEmpty()
                    && world.cloud.machines().isEmpty();
        }

        boolean settled() {
            return world.stores.nodeClaims().list().stream().allMatch(this::ready);
        }

        private boolean ready(NodeClaim claim) {
            return ClaimDraft.of(claim).conditions(world.clock.instant()).isTrue(ConditionTypes.READY)
                    && claim.getMetadata().getDeletionTimestamp() == null;
        }
    }

    /// What one start of the process has in memory.
    private static final class Incarnation {
        private final World world;
        private final EvictionQueue evictions;
        private final NodeClaimLifecycleController lifecycle;
        private final NodeTerminationController termination;

        Incarnation(World world) {
            this.world = world;
            var context = world.context();
            evictions = new EvictionQueue(context);
            lifecycle = new NodeClaimLifecycleController(
                    context, new RegistrationHealth(world.stores.nodePools(), world.clock), claimName -> List.of());
            termination = new NodeTerminationController(context, evictions);
        }

        void round() {
            for (NodeClaim claim : world.stores.nodeClaims().list()) {
                lifecycle.reconcile(ObjectKey.of(claim));
            }
            for (var node : world.stores.nodes().list()) {
                termination.reconcile(ObjectKey.of(node));
            }
            boolean worked = true;
            while (worked) {
                worked = evictions.controller().step();
            }
        }
    }
}
