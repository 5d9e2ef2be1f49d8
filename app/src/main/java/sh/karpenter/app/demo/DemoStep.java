package sh.karpenter.app.demo;

import java.util.List;
import java.util.TreeMap;

/// One step of the walkthrough: a number of replicas and the machines it is expected to end on.
///
/// @param title what happens, in a few words
/// @param replicas how many pods are asked for
/// @param expectedTypes instance types of the machines that are left when all is quiet, in order of name
/// @param why why these
record DemoStep(String title, int replicas, List<String> expectedTypes, String why) {

    DemoStep {
        expectedTypes = expectedTypes.stream().sorted().toList();
    }

    /// The walkthrough: 5, 12, 5 and 1 replicas of a pod that asks for 1 GiB of memory.
    static List<DemoStep> walkthrough() {
        return List.of(
                new DemoStep(
                        "5 pods of 1 GiB that fit nowhere",
                        5,
                        List.of("m5.large"),
                        "the cheapest machine with more than 5 GiB for pods"),
                new DemoStep(
                        "12 pods", 12, List.of("m5.large", "m5.large"), "the new pods do not fit on the first one"),
                new DemoStep("back to 5 pods", 5, List.of("m5.large"), "the pods of one machine fit on the other"),
                new DemoStep("1 pod", 1, List.of("c5.large"), "a cheaper machine holds what is left"));
    }

    /// Whether these are the machines expected.
    boolean metBy(List<DemoNode> nodes) {
        return nodes.stream().noneMatch(DemoNode::leaving)
                && nodes.stream().allMatch(DemoNode::ready)
                && nodes.stream().map(DemoNode::instanceType).sorted().toList().equals(expectedTypes);
    }

    /// Machines in words: `2 m5.large`, `1 c5.large, 1 m5.large`, `none`.
    static String inWords(List<String> types) {
        if (types.isEmpty()) {
            return "none";
        }
        var counts = new TreeMap<String, Integer>();
        types.forEach(type -> counts.merge(type, 1, Integer::sum));
        return String.join(
                ", ",
                counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .toList());
    }
}
