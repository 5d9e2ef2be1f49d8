package sh.karpenter.core.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.node.DisruptionPolicy;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruptionBudget;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.testing.GivenNodes.State;

/// Makes small clusters by a seed, with everything in them that a what-if could trip over: spread, affinity and
/// anti-affinity by host and by zone, preferences, taints, daemons, limits, host ports, pods that must not
/// move, nodes without zone, not ready, busy, leaving, and pods that wait.
public final class GeneratedNodes {
    private static final List<String> ZONES = List.of("a", "b", "c");
    private static final List<String> TYPES = List.of("small", "medium", "large");
    private static final int APPS = 6;

    private final Random random;
    private int size = 1;

    private GeneratedNodes(long seed) {
        random = new Random(seed);
    }

    /// The cluster of a seed.
    public static DisruptionRound of(long seed) {
        return new GeneratedNodes(seed).round(List.of());
    }

    /// The cluster of a seed, with pods of three times the size: most nodes have no room for those of others.
    public static DisruptionRound crowded(long seed) {
        var generated = new GeneratedNodes(seed);
        generated.size = 3;
        return generated.round(List.of());
    }

    /// The cluster of a seed, with a budget for each pool.
    public static DisruptionRound of(long seed, String budget) {
        return new GeneratedNodes(seed).round(List.of(new DisruptionPolicy.Budget(budget, null, null, null)));
    }

    private DisruptionRound round(List<DisruptionPolicy.Budget> budgets) {
        var given = GivenNodes.givenNodes();
        Resources limits = chance(4) ? Resources.none().with("cpu", 40_000_000_000L) : Resources.none();
        given.pool("default", 0, Duration.ofMinutes(1), List.of(), limits, budgets);
        boolean second = chance(2);
        var reserved = new Taint("team", "x", TaintEffect.NO_SCHEDULE);
        if (second) {
            given.pool(
                    "tainted",
                    10,
                    Duration.ofMinutes(1),
                    List.of(reserved),
                    Resources.none(),
                    budgets,
                    LabelExpression.of(LabelKeys.CAPACITY_TYPE, Operator.IN, LabelKeys.ON_DEMAND));
        }
        if (chance(3)) {
            given.daemonSet("agent", PodBuilder.pod("agent").cpu("100m").shape());
        }
        int nodes = 4 + random.nextInt(10);
        for (int n = 0; n < nodes; n++) {
            String name = "node-" + (n < 10 ? "0" : "") + n;
            boolean tainted = second && chance(4);
            var pods = new ArrayList<Pod>();
            int count = random.nextInt(5);
            for (int p = 0; p < count; p++) {
                pods.add(pod(name + "-" + p).on(name).age(random.nextInt(100)).build());
            }
            given.node(
                    name,
                    tainted ? "tainted" : "default",
                    any(TYPES),
                    chance(12) ? "" : chance(10) ? "d" : any(ZONES),
                    chance(2) ? LabelKeys.SPOT : LabelKeys.ON_DEMAND,
                    state(),
                    tainted ? List.of(reserved) : List.of(),
                    pods.toArray(Pod[]::new));
        }
        int waiting = random.nextInt(3);
        for (int p = 0; p < waiting; p++) {
            given.pending(pod("pending-" + p).build());
        }
        if (chance(4)) {
            given.podBudget(new PodDisruptionBudget(
                    "default", "never", PodBuilder.selector("app", "app-0"), null, "0", 0, false));
        }
        if (chance(3)) {
            given.scheduling(ignoringPreferences());
        }
        return given.round();
    }

    private static SchedulingOptions ignoringPreferences() {
        SchedulingOptions base = SchedulingOptions.defaults();
        return new SchedulingOptions(
                SchedulingOptions.Preferences.IGNORE,
                base.minValues(),
                base.reservations(),
                base.reservedCapacity(),
                base.ignoreDynamicResources(),
                base.defaultSpread(),
                false,
                base.instanceTypeLimit(),
                false);
    }

    private State state() {
        return switch (random.nextInt(12)) {
            case 0 -> State.LEAVING;
            case 1 -> State.UNINITIALIZED;
            case 2 -> State.BUSY;
            case 3 -> State.DRIFTED;
            default -> State.READY;
        };
    }

    /// Pods of one app are alike in what they demand of others, mostly, as in a real cluster.
    private PodBuilder pod(String name) {
        int app = random.nextInt(APPS);
        var pod = PodBuilder.pod(name)
                .label("app", "app-" + app)
                .cpu((200 + 300 * random.nextInt(6)) * size + "m")
                .memory((256 + 512 * random.nextInt(4)) + "Mi");
        switch (app) {
            case 1 -> pod.apart(LabelKeys.HOSTNAME, "app-1");
            case 2 -> pod.spread(LabelKeys.ZONE, 1);
            case 3 -> {
                pod.apart(LabelKeys.HOSTNAME, "app-3").spread(LabelKeys.ZONE, 2);
                pod.preferablyNear(10, LabelKeys.ZONE, "app-2");
            }
            case 4 -> {
                if (chance(2)) {
                    pod.apart(LabelKeys.ZONE, "app-5");
                } else {
                    pod.near(LabelKeys.ZONE, "app-4");
                }
            }
            case 5 -> {
                if (chance(3)) {
                    pod.spread(LabelKeys.HOSTNAME, 1).spreadIfPossible(LabelKeys.ZONE, 1);
                }
            }
            default -> {
                if (chance(3)) {
                    pod.hostPort(8080);
                }
            }
        }
        if (chance(5)) {
            pod.tolerates("team", "x");
        }
        if (chance(8)) {
            pod.nodeSelector(LabelKeys.ZONE, any(ZONES));
        }
        if (chance(10)) {
            pod.ofDaemonSet("agent");
        }
        return pod;
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private String any(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
