package sh.karpenter.app.demo;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One step of the placement scenario: a workload, and what has to be true of it.
///
/// @param title what happens, in a few words
/// @param file the manifest, as a person would name it
/// @param app the workload
/// @param replicas how many pods it has
/// @param expectedTypes instance types of all machines once it runs, in order of name
/// @param rule what has to be true of the places of its pods, in words
/// @param places of the nodes that its pods are on, one for each pod: what must differ from pod to pod; null when
///     nothing has to
record PlacementStep(
        String title,
        String file,
        String app,
        int replicas,
        List<String> expectedTypes,
        String rule,
        @Nullable Function<DemoNode, String> places) {

    /// Zone spread, anti-affinity by host, a graphics processor.
    static List<PlacementStep> all() {
        return List.of(
                new PlacementStep(
                        "3 pods spread over the zones",
                        "web.yaml",
                        "web",
                        3,
                        List.of("c5.large", "c5.large", "c5.large"),
                        "each in a zone of its own",
                        DemoNode::zone),
                new PlacementStep(
                        "4 pods that keep apart from each other",
                        "store.yaml",
                        "store",
                        4,
                        List.of("c5.large", "c5.large", "c5.large", "c5.large"),
                        "each on a host of its own",
                        DemoNode::name),
                new PlacementStep(
                        "1 pod that needs a graphics processor",
                        "trainer.yaml",
                        "trainer",
                        1,
                        List.of("c5.large", "c5.large", "c5.large", "c5.large", "g4dn.xlarge"),
                        "on a machine that has one",
                        null));
    }
}
