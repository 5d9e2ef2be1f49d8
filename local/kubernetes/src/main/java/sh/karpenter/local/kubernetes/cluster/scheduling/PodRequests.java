package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.Map;
import java.util.TreeMap;
import sh.karpenter.local.kubernetes.cluster.object.Quantities;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.JsonNode;

/// What a pod asks for in total.
///
/// 1. Containers and sidecars (init containers that restart always) run together: their requests add up.
/// 2. Each other init container runs alone, beside the sidecars started before it.
/// 3. The pod needs the larger of both, per resource; requests of the pod as a whole replace that.
/// 4. The overhead of its runtime class comes on top.
final class PodRequests {
    private static final Map<String, Long> SCORING_DEFAULTS = Map.of("cpu", 100L, "memory", 200L << 20);

    private PodRequests() {}

    /// Exact requests, as filters use them.
    static Amounts exact(JsonNode spec) {
        return Amounts.of(total(spec, Map.of()));
    }

    /// Requests for scoring by free space: a container that asks for nothing counts as 100m CPU and 200 MiB.
    static Amounts forScoring(JsonNode spec) {
        return Amounts.of(total(spec, SCORING_DEFAULTS));
    }

    private static Map<String, Long> total(JsonNode spec, Map<String, Long> defaults) {
        Map<String, Long> together = new TreeMap<>();
        for (JsonNode container : Tree.items(spec, "containers")) {
            add(together, requests(container, defaults));
        }
        Map<String, Long> sidecars = new TreeMap<>();
        Map<String, Long> starting = new TreeMap<>();
        for (JsonNode container : Tree.items(spec, "initContainers")) {
            Map<String, Long> momentary = new TreeMap<>(sidecars);
            add(momentary, requests(container, defaults));
            if (isSidecar(container)) {
                add(sidecars, requests(container, defaults));
                add(together, requests(container, defaults));
            }
            momentary.forEach((name, amount) -> starting.merge(name, amount, Math::max));
        }
        starting.forEach((name, amount) -> together.merge(name, amount, Math::max));
        together.putAll(Quantities.amounts(Tree.at(spec, "resources", "requests")));
        add(together, Quantities.amounts(Tree.at(spec, "overhead")));
        return together;
    }

    static boolean isSidecar(JsonNode initContainer) {
        return Tree.text(initContainer, "restartPolicy").equals("Always");
    }

    private static Map<String, Long> requests(JsonNode container, Map<String, Long> defaults) {
        Map<String, Long> requests = Quantities.amounts(Tree.at(container, "resources", "requests"));
        defaults.forEach(requests::putIfAbsent);
        return requests;
    }

    private static void add(Map<String, Long> sum, Map<String, Long> more) {
        more.forEach((name, amount) -> sum.merge(name, amount, Long::sum));
    }
}
