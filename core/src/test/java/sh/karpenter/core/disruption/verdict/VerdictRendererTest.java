package sh.karpenter.core.disruption.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Fleet.SMALL;
import static sh.karpenter.core.testing.Fleet.fleet;
import static sh.karpenter.core.testing.MachineBuilder.machine;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.Skip;
import sh.karpenter.core.disruption.method.Emptiness;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.testing.Given;

/// The texts of verdicts. Those of events are Karpenter's; people search for them.
class VerdictRendererTest {
    private record Row(Refusal rule, String event, String explanation) {}

    @TestFactory
    List<DynamicTest> everyRefusalHasItsTexts() {
        return rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.rule().toString(), () -> {
                    assertThat(VerdictRenderer.event(row.rule())).isEqualTo(row.event());
                    assertThat(VerdictRenderer.explain(row.rule())).isEqualTo(row.explanation());
                }))
                .toList();
    }

    @Test
    void noKindOfRefusalIsLeftOut() {
        assertThat(rows())
                .extracting(row -> row.rule().getClass().getSimpleName())
                .containsAll(Arrays.stream(Refusal.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
    }

    private static List<Row> rows() {
        return List.of(
                new Row(new Refusal.StaticPool("p"), "", "NodePool \"p\" keeps a fixed number of nodes"),
                new Row(new Refusal.DynamicPool("p"), "", "NodePool \"p\" keeps no fixed number of nodes"),
                new Row(new Refusal.NotDrifted(), "", "the node is as its NodePool and node class say"),
                new Row(new Refusal.NotEmpty(2, 3), "", "2 pods would have to run elsewhere (rescheduling cost 3.00)"),
                new Row(new Refusal.Empty(), "", "the node is empty, which is for the method of empty nodes"),
                new Row(
                        new Refusal.TypeUnknown("m9.large"),
                        "Instance Type \"m9.large\" not found",
                        "the catalogue does not list instance type \"m9.large\""),
                new Row(
                        new Refusal.LabelMissing(LabelKeys.ZONE),
                        "Node does not have label \"topology.kubernetes.io/zone\"",
                        "the node has no label \"topology.kubernetes.io/zone\""),
                new Row(
                        new Refusal.PriceUnknown("small", "a", "spot"),
                        "The price of small (spot) in a is not known, so what removing the node saves cannot be told",
                        "the price of small (spot) in a is not known, so what removing the node saves cannot be told"),
                new Row(
                        new Refusal.ConsolidationDisabled("p"),
                        "NodePool \"p\" has consolidation disabled",
                        "NodePool \"p\" has consolidation disabled"),
                new Row(
                        new Refusal.OnlyWhenEmpty("p"),
                        "NodePool \"p\" has consolidation policy WhenEmpty, but node is not empty",
                        "NodePool \"p\" has consolidation policy WhenEmpty, but node is not empty"),
                new Row(
                        new Refusal.NotQuiet(Duration.ofSeconds(90), Given.NOW),
                        "",
                        "pods came or went less than 1m30s ago (consolidateAfter), until 2026-01-02T00:00:00Z"),
                new Row(
                        new Refusal.BudgetSpent("p", DisruptionReason.EMPTY, 1, 1, 0),
                        "",
                        "the budgets of NodePool \"p\" allow 1 disrupted node for reason Empty, and 1 is disrupted or"
                                + " not ready"),
                new Row(
                        new Refusal.BudgetSpent("p", DisruptionReason.EMPTY, 3, 0, 3),
                        "",
                        "the budgets of NodePool \"p\" allow 3 disrupted nodes for reason Empty, and 0 are disrupted or"
                                + " not ready, 3 more come first"),
                new Row(
                        new Refusal.GoesAnyway("multi", 2),
                        "",
                        "the node goes with a command of method multi, which removes 2 nodes"),
                new Row(
                        new Refusal.BudgetUnreadable("p", "nodes: \"x\": is no number"),
                        "",
                        "a budget of NodePool \"p\" cannot be read, so no node may go: nodes: \"x\": is no number"),
                new Row(
                        new Refusal.PodsWithoutPlace(pods(7)),
                        "Not all pods would schedule, ns/p0 => no ns/p1 => no ns/p2 => no ns/p3 => no ns/p4 => no and 2"
                                + " other(s)",
                        "not all pods would schedule, ns/p0 => no ns/p1 => no ns/p2 => no ns/p3 => no ns/p4 => no and 2"
                                + " other(s)"),
                new Row(new Refusal.Leaving("n1"), "", "node \"n1\" is being removed already"),
                new Row(
                        new Refusal.TooManyReplacements(2),
                        "Can't remove without creating 2 candidates",
                        "can't remove without creating 2 candidates"),
                new Row(
                        new Refusal.NotCheaper(0.1, 0.25),
                        "Can't replace with a cheaper node",
                        "can't replace with a cheaper node: $0.1000 per hour now, a replacement may come to $0.2500 per"
                                + " hour"),
                new Row(
                        new Refusal.NotCheaper(0.1, Double.POSITIVE_INFINITY),
                        "Can't replace with a cheaper node",
                        "can't replace with a cheaper node: no machine that could be launched costs less than $0.1000"
                                + " per hour"),
                new Row(
                        new Refusal.TooLittleChoice("size", 3, 2),
                        "Filtering by price: minValues requirement is not met for label(s) (label(s)=[size])",
                        "minValues of size demands 3 values, the cheaper instance types have 2"),
                new Row(
                        new Refusal.SpotToSpotDisabled(),
                        "SpotToSpotConsolidation is disabled, can't replace a spot node with a spot node",
                        "SpotToSpotConsolidation is disabled, can't replace a spot node with a spot node"),
                new Row(
                        new Refusal.TooFewSpotTypes(15, 3),
                        "SpotToSpotConsolidation requires 15 cheaper instance type options than the current candidate"
                                + " to consolidate, got 3",
                        "SpotToSpotConsolidation requires 15 cheaper instance type options than the current candidate"
                                + " to consolidate, got 3"),
                new Row(
                        new Refusal.SameTypeAgain(0.2),
                        "",
                        "the replacement would be of a type of which one of the nodes is already, at no less than"
                                + " $0.2000 per hour"),
                new Row(
                        new Refusal.OutOfBalance(new BalanceScore("p", 0.25, 0.5, 0.1, 1, 4, 10)),
                        "",
                        "policy Balanced of NodePool \"p\": score 0.25 < threshold 0.50 (k: 2, savings 10.0%,"
                                + " disruption 40.0%)"),
                new Row(
                        new Refusal.AtNodeLimit("p", 3),
                        "Static NodePool is at its node limit and cannot stage a replacement",
                        "static NodePool \"p\" is at its node limit of 3 and cannot stage a replacement"),
                new Row(
                        new Refusal.ScalingDown("p", 4, 3),
                        "",
                        "static NodePool \"p\" has 4 nodes and wants 3, which is mended first"),
                new Row(
                        new Refusal.Held(),
                        "",
                        "commands that are decided on count on the node or on those that would take its pods"),
                new Row(
                        new Refusal.Damped(Given.NOW, 0.1, 0.05),
                        "",
                        "a replacement that saved $0.1000 per hour created the node, and replacing it again would save"
                                + " $0.0500 per hour; left in peace until 2026-01-02T00:00:00Z"),
                new Row(
                        new Refusal.WorseInTheEnd(2, 5, 1.5, 1),
                        "",
                        "removing it now leads to a cluster of $2.0000 per hour with 5 pods moved, what is done instead"
                                + " to one of $1.5000 per hour with 1 pod moved"),
                new Row(
                        new Refusal.NothingToJoin(1),
                        "",
                        "there is one candidate within budget, and joining nodes needs two"),
                new Row(
                        new Refusal.NotTogether(3, new Refusal.TooManyReplacements(2)),
                        "",
                        "not together with 2 other nodes: can't remove without creating 2 candidates"),
                new Row(
                        new Refusal.NotReached(Refusal.Because.FOUND_ANOTHER),
                        "",
                        "not reached: the pass found a command for other nodes first"),
                new Row(
                        new Refusal.NotReached(Refusal.Because.OUT_OF_TIME),
                        "",
                        "not reached: the time of the pass was up"),
                new Row(
                        new Refusal.NotReached(Refusal.Because.CAP),
                        "",
                        "not reached: the pass looks at no more nodes at once"));
    }

    @Test
    void whatIsDoneIsTold() {
        var command = fleet().node(machine("n2", SMALL))
                .node(machine("n1", SMALL))
                .run(new Emptiness())
                .proposal()
                .commands()
                .getFirst();

        var score = new BalanceScore("p", 0.75, 0.5, 0.3, 1, 4, 10);
        assertThat(VerdictRenderer.explain(new Verdict.Chosen(command, List.of(score))))
                .startsWith(VerdictRenderer.explain(command))
                .endsWith("; policy Balanced of NodePool \"p\": score 0.75 >= threshold 0.50 (k: 2, savings 30.0%,"
                        + " disruption 40.0%)");
        assertThat(VerdictRenderer.explain(new Verdict.Chosen(command)))
                .isEqualTo("delete 2 nodes (n1, n2), reason Empty, saving $0.2000 per hour");
    }

    @Test
    void anUnknownCatalogueIsToldAsSuchThoughTheEventIsThatOfAnUnknownPool() {
        assertThat(VerdictRenderer.explain(new Verdict.Blocked(new Skip.NoInstanceTypes("p"))))
                .isEqualTo("the instance types of NodePool \"p\" are not known");
        assertThat(VerdictRenderer.explain(new Verdict.Blocked(new Skip.Rebooting())))
                .isEqualTo("node is rebooting");
    }

    private static SequencedMap<String, String> pods(int count) {
        var pods = new TreeMap<String, String>();
        for (int i = 0; i < count; i++) {
            pods.put("ns/p" + i, "no");
        }
        return pods;
    }
}
