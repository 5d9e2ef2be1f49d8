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

/// The controller dies at a random write, to Kubernetes or to EC2, on either side of it, while machines are
/// launched or removed; another one takes over. Whatever was under way is finished: pods run, each claim has
/// its machine, and there is no machine without a claim.
///
/// 1. Odd runs ask for one more pod, which needs a machine of its own. Writes up to the ninth reach into
///    the registration of the node.
/// 2. Even runs take one pod away and delete all claims: nodes are tainted and drained, machines ended, finalizers
///    removed, while the evicted pods need new machines.
///
/// 50 runs (`-Dkill.runs=50`) take some minutes; the build does ten.
class KillAndRestartTest {
    private static final int RUNS = Integer.getInteger("kill.runs", 10);

    @TempDir
    private Path folder;

    @Test
    void whereverTheControllerDiesNothingIsLostAndNothingLeftOver() throws IOException {
        var directory = new LocalDirectory(folder.resolve("local"));
        directory.create();
        int deaths = 0;
        try (LocalStack stack = LocalStack.start(RealPlane.settings(), directory);
                var aftermath = new Aftermath(stack)) {
            stack.stopController();
            var controller = new MortalController(stack, folder);
            try {
                aftermath.apply("/restart/pool.yaml");
                aftermath.settle(1, Machines.atLeast(1), "before the first death");
                for (int run = 1; run <= RUNS; run++) {
                    var random = new Random(run);
                    int writes = random.nextInt(run % 2 == 1 ? 9 : 14);
                    Fuse.Side side = random.nextBoolean() ? Fuse.Side.BEFORE : Fuse.Side.AFTER;
                    Fuse fuse = controller.fuse();
                    fuse.arm(writes, side);
                    int pods = run % 2 == 1 ? 2 : 1;
                    aftermath.scale(pods);
                    if (run % 2 == 0) {
                        deleteAllClaims(aftermath);
                    }
                    // It dies, or has done everything without coming to the write it should die at.
                    aftermath.awaiting(
                            () -> fuse.blown()
                                    || aftermath
                                            .problems(pods, Machines.atLeast(pods))
                                            .isEmpty(),
                            "the death of the controller");
                    deaths += fuse.blown() ? 1 : 0;
                    controller.close();
                    controller = new MortalController(stack, folder);
                    aftermath.settle(
                            pods, Machines.atLeast(pods), "run " + run + ", died " + side + " write " + writes);
                }
                aftermath
                        .client()
                        .apps()
                        .deployments()
                        .inNamespace("default")
                        .withName("web")
                        .delete();
                deleteAllClaims(aftermath);
                aftermath.settle(0, Machines.exactly(), "at the end");
            } finally {
                controller.close();
            }
        }
        assertThat(deaths).isGreaterThan(RUNS / 2);
    }

    private static void deleteAllClaims(Aftermath aftermath) {
        aftermath.claims().forEach(claim -> aftermath.client().resource(claim).delete());
    }
}
