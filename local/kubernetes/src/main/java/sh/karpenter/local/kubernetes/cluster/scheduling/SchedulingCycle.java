package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Chooses a node for one pod after another.
///
/// 1. Prepare the filters for the pod; some say at once that no node will do.
/// 2. Ask nodes, starting where the last cycle stopped, until enough can take the pod. With fewer than 100
///    nodes all are asked.
/// 3. If one node is left, take it. Otherwise take the one with the highest score, by chance among equals.
///
/// What was found out about a shape that fits nowhere is kept until room may have been made, so that a thousand
/// pending replicas cost as much as one.
final class SchedulingCycle {
    private static final int ALWAYS_ASKED = 100;
    private static final int REMEMBERED_SHAPES = 1000;

    /// What became of a pod.
    sealed interface Outcome {
        record Placed(String node) implements Outcome {}

        record Unplaced(SchedulingFailure failure) implements Outcome {}
    }

    private record Remembered(long relaxations, SchedulingFailure failure) {}

    private final ClusterPicture picture;
    private final RandomGenerator random;
    private final Map<PodShape, Remembered> failures = new HashMap<>();
    private int startAt;

    SchedulingCycle(ClusterPicture picture, RandomGenerator random) {
        this.picture = picture;
        this.random = random;
    }

    Outcome schedule(PodFacts pod) {
        boolean memorable = !pod.shape().dependsOnOthers();
        Remembered known = memorable ? failures.get(pod.shape()) : null;
        if (known != null && known.relaxations == picture.relaxations()) {
            return new Outcome.Unplaced(known.failure);
        }
        Outcome outcome = decide(pod);
        if (memorable && outcome instanceof Outcome.Unplaced(SchedulingFailure failure)) {
            if (failures.size() >= REMEMBERED_SHAPES) {
                failures.clear();
            }
            failures.put(pod.shape(), new Remembered(picture.relaxations(), failure));
        }
        return outcome;
    }

    private Outcome decide(PodFacts pod) {
        List<NodeEntry> nodes = picture.nodes();
        if (nodes.isEmpty()) {
            return new Outcome.Unplaced(new SchedulingFailure(0, null, Map.of()));
        }
        Filters.Prepared filters = Filters.prepare(pod, picture);
        if (filters.impossible() != null) {
            return new Outcome.Unplaced(new SchedulingFailure(nodes.size(), filters.impossible(), Map.of()));
        }
        NodeEntry nominated = picture.node(pod.nominatedNode());
        if (nominated != null && filters.refuse(nominated) == null) {
            return new Outcome.Placed(nominated.name());
        }
        int enough = enough(nodes.size());
        List<NodeEntry> feasible = new ArrayList<>();
        Map<String, Refusal> refusals = new LinkedHashMap<>();
        int asked = 0;
        while (asked < nodes.size() && feasible.size() < enough) {
            NodeEntry node = nodes.get((startAt + asked) % nodes.size());
            Refusal refusal = filters.refuse(node);
            if (refusal == null) {
                feasible.add(node);
            } else {
                refusals.put(node.name(), refusal);
            }
            asked++;
        }
        startAt = (startAt + asked) % nodes.size();
        return feasible.isEmpty()
                ? new Outcome.Unplaced(new SchedulingFailure(nodes.size(), null, refusals))
                : new Outcome.Placed(best(pod, feasible).name());
    }

    private NodeEntry best(PodFacts pod, List<NodeEntry> feasible) {
        if (feasible.size() == 1) {
            return feasible.getFirst();
        }
        long[] totals = Scores.total(pod, picture, feasible);
        NodeEntry best = feasible.getFirst();
        long highest = Long.MIN_VALUE;
        int equals = 0;
        for (int i = 0; i < totals.length; i++) {
            if (totals[i] > highest) {
                highest = totals[i];
                best = feasible.get(i);
                equals = 1;
            } else if (totals[i] == highest && random.nextInt(++equals) == 0) {
                best = feasible.get(i);
            }
        }
        return best;
    }

    /// How many nodes that can take the pod are enough to choose from.
    static int enough(int nodes) {
        if (nodes < ALWAYS_ASKED) {
            return nodes;
        }
        int percent = Math.max(5, 50 - nodes / 125);
        return Math.max(ALWAYS_ASKED, nodes * percent / 100);
    }

    /// Whether one node would take the pod now: asked when something about that node changed.
    boolean wouldTake(NodeEntry node, PodFacts pod) {
        Filters.Prepared filters = Filters.prepare(pod, picture);
        return filters.impossible() == null && filters.refuse(node) == null;
    }
}
