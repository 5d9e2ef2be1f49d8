package sh.karpenter.app.demo;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.IntFunction;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.kube.casefile.CaseReader;

/// A cluster that nobody has, for the launcher's recording: nearly full machines, and pods of every kind that
/// takes a way of its own through the engine.
///
/// What is recorded are not only classes but also which methods were called how often and with what, so that a
/// later process need not find that out before it compiles them. So there are hundreds of pods and nodes, and not
/// one of each kind.
final class WarmUpProblem {
    private static final int TYPES = 150;
    private static final int NODES = 300;
    private static final int PODS = 600;
    private static final int POOLS = 2;
    private static final int TIMES = 3;
    private static final List<String> POLICIES = List.of("Respect", "Ignore");

    /// What pods ask for beside CPU and memory, one kind each; `%1$s` is the workload's name.
    private static final List<String> KINDS = List.of(
            "",
            "",
            spread("topology.kubernetes.io/zone", "DoNotSchedule"),
            spread("kubernetes.io/hostname", "DoNotSchedule"),
            spread("topology.kubernetes.io/zone", "ScheduleAnyway"),
            affinity("podAffinity", "topology.kubernetes.io/zone"),
            affinity("podAntiAffinity", "kubernetes.io/hostname"),
            """
            ,"affinity":{"podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":10,"podAffinityTerm":
            {"labelSelector":{"matchLabels":{"app":"%1$s"}},"topologyKey":"kubernetes.io/hostname"}}]}}\
            """,
            """
            ,"affinity":{"nodeAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,"preference":
            {"matchExpressions":[{"key":"topology.kubernetes.io/zone","operator":"In","values":["zone-b"]}]}}]}}\
            """,
            """
            ,"nodeSelector":{"topology.kubernetes.io/zone":"zone-a"}\
            """,
            """
            ,"tolerations":[{"key":"team","operator":"Exists"}],"affinity":{"nodeAffinity":
            {"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":
            [{"key":"karpenter.sh/capacity-type","operator":"In","values":["on-demand"]}]}]}}}\
            """);

    private WarmUpProblem() {}

    /// Solves it a few times, with and without regard to preferences.
    static void solve() {
        var reader = new CaseReader(name -> {
            throw new IllegalStateException("the case names no catalogue, not even " + name);
        });
        for (String policy : POLICIES) {
            SchedulingProblem problem = reader.read(written(policy)).problem();
            for (int time = 0; time < TIMES; time++) {
                Scheduler.solve(problem, Deadline.none());
            }
        }
    }

    /// The case as [CaseReader] understands it.
    ///
    /// @param policy the preference policy
    static String written(String policy) {
        return """
            {"name":"warm-up","options":{"preferencePolicy":"%s"},
             "instanceTypes":[%s],
             "nodePools":[%s],
             "nodes":[%s],
             "boundPods":[%s],
             "pods":[%s]}
            """.formatted(
                        policy,
                        each(TYPES, WarmUpProblem::type),
                        each(POOLS, WarmUpProblem::pool),
                        each(NODES, WarmUpProblem::node),
                        each(NODES * 4, WarmUpProblem::boundPod),
                        each(PODS, WarmUpProblem::pod));
    }

    private static String each(int count, IntFunction<String> written) {
        var joined = new StringJoiner(",");
        for (int i = 0; i < count; i++) {
            joined.add(written.apply(i));
        }
        return joined.toString();
    }

    private static String type(int i) {
        int cpu = i + 1;
        return String.format(
                Locale.ROOT,
                """
                {"name":"type-%d","capacity":{"cpu":"%d","memory":"%dGi","pods":"%d"},"overhead":{"cpu":"100m","memory":"10Mi"},
                 "requirements":[{"key":"kubernetes.io/arch","operator":"In","values":["%s"]},
                  {"key":"kubernetes.io/os","operator":"In","values":["linux"]}],
                 "offerings":[%s]}\
                """,
                i,
                cpu,
                2 * cpu,
                10 * cpu,
                i % 5 == 0 ? "arm64" : "amd64",
                each(6, o -> offering(cpu, o)));
    }

    private static String offering(int cpu, int i) {
        boolean spot = i % 2 == 0;
        return String.format(
                Locale.ROOT,
                "{\"capacityType\":\"%s\",\"price\":%.4f,\"zone\":\"%s\"}",
                spot ? "spot" : "on-demand",
                cpu * (spot ? 0.0101 : 0.0303),
                zone(i / 2));
    }

    private static String pool(int i) {
        return """
            {"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":"pool-%d"},"spec":{"weight":%d,
             "limits":{"cpu":"100000"},"template":{"metadata":{},"spec":{"requirements":[],"nodeClassRef":
             {"group":"karpenter.test.sh","kind":"TestNodeClass","name":"default"}%s}}}}\
            """.formatted(
                i, i + 1, i == 0 ? "" : ",\"taints\":[{\"key\":\"team\",\"value\":\"a\",\"effect\":\"NoSchedule\"}]");
    }

    private static String node(int i) {
        return """
            {"name":"node-%1$d","capacity":{"cpu":"4","memory":"8Gi","pods":"40"},
             "allocatable":{"cpu":"3900m","memory":"8182Mi","pods":"40"},
             "labels":{"kubernetes.io/arch":"amd64","kubernetes.io/os":"linux","node.kubernetes.io/instance-type":"type-3",
              "karpenter.sh/nodepool":"pool-0","karpenter.sh/capacity-type":"on-demand",
              "kubernetes.io/hostname":"node-%1$d","topology.kubernetes.io/zone":"%2$s"}}\
            """.formatted(i, zone(i));
    }

    private static String boundPod(int i) {
        return pod("bound-" + i, app(i / 7), 850 + i % 125, ",\"nodeName\":\"node-" + i / 4 + "\"");
    }

    private static String pod(int i) {
        int kind = i % KINDS.size();
        String app = app(kind);
        return pod("pending-" + i, app, 100 + i % 13 * 100, KINDS.get(kind).formatted(app));
    }

    private static String pod(String name, String app, int milliCpu, String more) {
        return """
            {"metadata":{"name":"%1$s","namespace":"default","uid":"%1$s","creationTimestamp":"2026-01-01T00:00:00Z",
             "labels":{"app":"%2$s"}},
             "spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"%3$dm","memory":"%4$dMi"}}}]%5$s}}\
            """.formatted(name, app, milliCpu, 2 * milliCpu, more);
    }

    private static String spread(String key, String otherwise) {
        return """
            ,"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"%s","whenUnsatisfiable":"%s",
             "labelSelector":{"matchLabels":{"app":"%%1$s"}}}]\
            """.formatted(key, otherwise);
    }

    private static String affinity(String field, String key) {
        return """
            ,"affinity":{"%s":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"%s",
             "labelSelector":{"matchLabels":{"app":"%%1$s"}}}]}}\
            """.formatted(field, key);
    }

    private static String app(int i) {
        return "app-" + i % KINDS.size();
    }

    private static String zone(int i) {
        return "zone-" + (char) ('a' + i % 3);
    }
}
