package sh.karpenter.testing.scenarios.restart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sh.karpenter.app.local.LocalDirectory;
import sh.karpenter.app.local.LocalStack;
import sh.karpenter.testing.scenarios.cluster.RealPlane;
import sh.karpenter.testing.scenarios.restart.Aftermath.Machines;

/// The controller dies at a random write while it replaces a machine by a cheaper one, or removes one that is
/// empty; another one takes over. At the end the cheapest machine for the pod is there, alone, without a mark,
/// and never has more than one node been going at a time.
///
/// Each run waits at least the 15 seconds of a confirmation, so the build does two; `-Dkill.runs=50` does ten.
class ConsolidationKillTest {
    private static final int RUNS = Math.max(2, Integer.getInteger("kill.runs", 10) / 5);

    @TempDir
    private Path folder;

    @Test
    void whereverTheControllerDiesTheCheapestMachineIsLeftAndNothingElse() throws IOException {
        var directory = new LocalDirectory(folder.resolve("local"));
        directory.create();
        try (LocalStack stack = LocalStack.start(RealPlane.settings(), directory);
                var aftermath = new Aftermath(stack)) {
            stack.stopController();
            aftermath.always(() -> atMostOneNodeGoes(aftermath));
            aftermath.apply("/restart/consolidation.yaml");
            // Both pods are there before anybody looks: seen one by one they would get a machine each.
            aftermath.awaiting(() -> aftermath.pods().size() == 2, "both pods");
            var controller = new MortalController(stack, folder);
            try {
                aftermath.settle(2, Machines.exactly("m5.xlarge"), "before the first death");
                for (int run = 1; run <= RUNS; run++) {
                    var random = new Random(run);
                    int writes = random.nextInt(16);
                    Fuse.Side side = random.nextBoolean() ? Fuse.Side.BEFORE : Fuse.Side.AFTER;
                    Fuse fuse = controller.fuse();
                    boolean replace = run % 2 == 1;
                    if (!replace) {
                        // A second machine, to be found empty.
                        aftermath.scale(2);
                        aftermath.settle(2, Machines.exactly("m5.large", "m5.large"), "before run " + run);
                    }
                    fuse.arm(writes, side);
                    aftermath.scale(1);
                    aftermath.awaiting(
                            () -> fuse.blown()
                                    || aftermath
                                            .problems(1, Machines.exactly("m5.large"))
                                            .isEmpty(),
                            "the death of the controller");
                    controller.close();
                    controller = new MortalController(stack, folder);
                    aftermath.settle(
                            1, Machines.exactly("m5.large"), "run " + run + ", died " + side + " write " + writes);
                }
            } finally {
                controller.close();
            }
        }
    }

    private static void atMostOneNodeGoes(Aftermath aftermath) {
        long going = aftermath.nodes().stream()
                .filter(node -> node.getMetadata().getDeletionTimestamp() != null)
                .count();
        assertThat(going).as("nodes going at once, with a budget of one").isLessThanOrEqualTo(1);
    }
}
