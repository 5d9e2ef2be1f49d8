package sh.karpenter.core.scheduling.solve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.check.FitChecks;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNodes;
import sh.karpenter.core.scheduling.sim.NewNode;
import sh.karpenter.core.scheduling.sim.PodVariant;

/// Says of the pods that were not placed why each node and each pool refused them, by asking the same checks again
/// at the end of a solve. Pods of one shape share the answer.
///
/// There may be thousands of nodes for each of hundreds of shapes, so this, too, ends with the deadline. The pools
/// are asked before the nodes and in any case: they are few, and what they say is what an event tells of a pod. The
/// number of nodes that there was no time for is part of the answer.
final class Explanations {
    private final CompiledCluster cluster;
    private final Asked asked;
    private final Ladders ladders;
    private final Attempt attempt;
    private final Deadline deadline;
    private final LinkedHashMap<Integer, Rejection> byShape = new LinkedHashMap<>();

    /// Who can say why.
    ///
    /// @param existing the existing nodes
    /// @param target which of them may take pods
    /// @param opened the nodes that the solve opened, in that order
    /// @param limits what the pools may still open
    @SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
    record Asked(ExistingNodes existing, boolean[] target, List<NewNode> opened, PoolLimits limits) {}

    /// @param deadline polled between nodes
    Explanations(CompiledCluster cluster, Asked asked, Ladders ladders, Attempt attempt, Deadline deadline) {
        this.cluster = cluster;
        this.asked = asked;
        this.ladders = ladders;
        this.attempt = attempt;
        this.deadline = deadline;
    }

    /// Why a pod was not placed.
    Rejection of(Pod pod, int shape) {
        Rejection known = byShape.get(shape);
        if (known == null) {
            known = explain(pod, shape);
            byShape.put(shape, known);
        }
        return known;
    }

    private Rejection explain(Pod pod, int shape) {
        if (pod.shape().dynamicResources()) {
            return new Rejection.UsesDynamicResources();
        }
        PodVariant variant = ladders.lowest(shape);
        var answers = new Answers();
        List<Rejection.Refusal> ofPools = ofPools(pod, variant, answers);
        int unasked = askNodes(pod, variant, answers) + askOpened(pod, variant, answers);
        answers.refusals.addAll(ofPools);
        return cluster.pools().isEmpty() && answers.refusals.isEmpty() && unasked == 0
                ? new Rejection.NoUsableNodePool()
                : new Rejection.NothingFits(answers.refusals, unasked);
    }

    private List<Rejection.Refusal> ofPools(Pod pod, PodVariant variant, Answers answers) {
        for (int p = 0; p < cluster.pools().size(); p++) {
            Rejection reason;
            if (asked.limits().exhausted(p)) {
                reason = asked.limits().explain(p);
            } else {
                var blank = new NewNode(
                        cluster.pools().get(p),
                        attempt.topology().hosts(),
                        asked.limits().rows(p).clone());
                attempt.begin(pod, variant, blank, true);
                reason = FitChecks.explain(attempt);
            }
            answers.add(Rejection.Candidate.POOL, cluster.pools().get(p).pool().name(), reason);
        }
        var ofPools = List.copyOf(answers.refusals);
        answers.refusals.clear();
        return ofPools;
    }

    private int askNodes(Pod pod, PodVariant variant, Answers answers) {
        int unasked = 0;
        for (int n = 0; n < asked.existing().size(); n++) {
            if (!asked.target()[n]) {
                continue;
            }
            if (deadline.passed()) {
                unasked++;
                continue;
            }
            attempt.begin(pod, variant, asked.existing().get(n), false);
            answers.add(Rejection.Candidate.NODE, cluster.nodeName(n), FitChecks.explain(attempt));
        }
        return unasked;
    }

    private int askOpened(Pod pod, PodVariant variant, Answers answers) {
        for (int i = 0; i < asked.opened().size(); i++) {
            if (deadline.passed()) {
                return asked.opened().size() - i;
            }
            NewNode node = asked.opened().get(i);
            attempt.begin(pod, variant, node, false);
            String name = node.pool().pool().name() + "#" + (i + 1);
            answers.add(Rejection.Candidate.OPENED_NODE, name, FitChecks.explain(attempt));
        }
        return 0;
    }

    /// What was said to one pod; equal reasons are one object.
    private static final class Answers {
        private final List<Rejection.Refusal> refusals = new ArrayList<>();
        private final SequencedMap<Rejection, Rejection> shared = new LinkedHashMap<>();

        void add(Rejection.Candidate candidate, String target, @Nullable Rejection reason) {
            if (reason != null) {
                Rejection known = shared.putIfAbsent(reason, reason);
                refusals.add(new Rejection.Refusal(candidate, target, known == null ? reason : known));
            }
        }
    }
}
