package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts pods per node that match a question, and keeps the counts as pods come and go, so that a question
/// asked for every pod of a Deployment costs one scan in all. Also holds the terms that bound pods bring along
/// themselves.
///
/// Cost: a pod that comes or goes is tested against each remembered question; there are as many as there are
/// distinct constraints, which are few. When they are not, all are forgotten.
final class PodIndex {
    private static final int REMEMBERED_QUESTIONS = 500;

    /// @param terms a pod has to match all
    /// @param skipTerminating whether pods that are being deleted do not count
    record Question(List<AffinityTerm> terms, boolean skipTerminating) {}

    private final AffinityTerm.Namespaces namespaces;
    private final Map<Question, Map<String, Integer>> answers = new HashMap<>();
    /// The answers summed up by the value of a node label, by label.
    private final Map<Question, Map<String, Map<String, Integer>>> sums = new HashMap<>();
    private final Map<AffinityTerm, Map<String, Integer>> requiredAnti = new HashMap<>();
    private final Map<AffinityTerm, Map<String, Integer>> required = new HashMap<>();
    private final Map<AffinityTerm, Map<String, Integer>> preferred = new HashMap<>();

    PodIndex(AffinityTerm.Namespaces namespaces) {
        this.namespaces = namespaces;
    }

    /// The number of matching pods by node, without nodes that have none.
    Map<String, Integer> count(Question question, Iterable<NodeEntry> nodes) {
        Map<String, Integer> known = answers.get(question);
        if (known != null) {
            return known;
        }
        if (answers.size() >= REMEMBERED_QUESTIONS) {
            forgetAnswers();
        }
        Map<String, Integer> counts = new HashMap<>();
        for (NodeEntry node : nodes) {
            for (PodFacts pod : node.pods()) {
                if (matches(question, pod)) {
                    counts.merge(node.name(), 1, Integer::sum);
                }
            }
        }
        answers.put(question, counts);
        return counts;
    }

    /// The number of matching pods by the value of a node label. Nodes without the label count nowhere.
    Map<String, Integer> count(Question question, Collection<NodeEntry> nodes, String label) {
        Map<String, Map<String, Integer>> known = sums.computeIfAbsent(question, _ -> new HashMap<>());
        Map<String, Integer> sum = known.get(label);
        if (sum == null) {
            Map<String, Integer> perNode = count(question, nodes);
            sum = new HashMap<>();
            for (NodeEntry node : nodes) {
                String value = node.labels().get(label);
                Integer count = value == null ? null : perNode.get(node.name());
                if (value != null && count != null) {
                    sum.merge(value, count, Integer::sum);
                }
            }
            known.put(label, sum);
        }
        return sum;
    }

    void add(NodeEntry node, PodFacts pod) {
        change(node, pod, 1);
    }

    void remove(NodeEntry node, PodFacts pod) {
        change(node, pod, -1);
    }

    /// Forgets answers, after labels of namespaces changed.
    void forgetAnswers() {
        answers.clear();
        sums.clear();
    }

    /// Forgets sums, after nodes came or went or their labels changed.
    void forgetSums() {
        sums.clear();
    }

    /// Required anti-affinity terms of bound pods, with the nodes they are on.
    Map<AffinityTerm, Map<String, Integer>> requiredAntiAffinity() {
        return requiredAnti;
    }

    /// Required affinity terms of bound pods, with the number of pods per node.
    Map<AffinityTerm, Map<String, Integer>> requiredAffinity() {
        return required;
    }

    /// Preferred terms of bound pods, with the sum of weights per node; anti-affinity has negative weight.
    Map<AffinityTerm, Map<String, Integer>> preferredAffinity() {
        return preferred;
    }

    private void change(NodeEntry entry, PodFacts pod, int sign) {
        String node = entry.name();
        answers.forEach((question, counts) -> {
            if (matches(question, pod)) {
                merge(counts, node, sign);
                if (entry.present()) {
                    sums.getOrDefault(question, Map.of()).forEach((label, sum) -> {
                        String value = entry.labels().get(label);
                        if (value != null) {
                            merge(sum, value, sign);
                        }
                    });
                }
            }
        });
        PodShape shape = pod.shape();
        shape.antiAffinity().forEach(term -> merge(requiredAnti, term, node, sign));
        shape.affinity().forEach(term -> merge(required, term, node, sign));
        shape.preferredAffinity().forEach(each -> merge(preferred, each.term(), node, sign * each.weight()));
        shape.preferredAntiAffinity().forEach(each -> merge(preferred, each.term(), node, -sign * each.weight()));
    }

    private boolean matches(Question question, PodFacts pod) {
        if (question.skipTerminating && pod.terminating()) {
            return false;
        }
        for (AffinityTerm term : question.terms) {
            if (!term.matches(pod.shape(), namespaces)) {
                return false;
            }
        }
        return true;
    }

    private static void merge(
            Map<AffinityTerm, Map<String, Integer>> index, AffinityTerm term, String node, int amount) {
        Map<String, Integer> counts = index.computeIfAbsent(term, _ -> new HashMap<>());
        merge(counts, node, amount);
        if (counts.isEmpty()) {
            index.remove(term);
        }
    }

    private static void merge(Map<String, Integer> counts, String node, int amount) {
        int sum = counts.getOrDefault(node, 0) + amount;
        if (sum == 0) {
            counts.remove(node);
        } else {
            counts.put(node, sum);
        }
    }
}
