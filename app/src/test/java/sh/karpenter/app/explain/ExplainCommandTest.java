package sh.karpenter.app.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sh.karpenter.app.cli.CommandFailure;
import sh.karpenter.app.metrics.ExplainPage;
import sh.karpenter.app.metrics.OperatorEndpoints;
import sh.karpenter.controllers.disruption.Course;
import sh.karpenter.controllers.disruption.Explanations;
import sh.karpenter.core.disruption.candidate.Skip;
import sh.karpenter.core.disruption.verdict.NodeVerdict;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Verdict;

/// The command against a controller's page.
final class ExplainCommandTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final Explanations explanations = new Explanations();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final OperatorEndpoints endpoints = OperatorEndpoints.start(new PrometheusRegistry(), 0, 0, () -> true);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @BeforeEach
    void serve() {
        endpoints.serve(ExplainPage.PATH, new ExplainPage(explanations));
    }

    @AfterEach
    void stop() {
        endpoints.close();
    }

    @Test
    void saysWhichRuleKeepsANodeAndByWhichValues() {
        explanations.judged(NOON, List.of(), Map.of("node-1", stays("node-1")));
        assertThat(explain("node-1")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "Node node-1 (NodePool default) stays:",
                        "  can't replace with a cheaper node: $0.0960 per hour now, a replacement may come to $0.0960"
                                + " per hour",
                        "",
                        "What each method found at 2026-11-23T12:00:00Z:",
                        "  METHOD      VERDICT   RULE         WHY",
                        "  emptiness   refused   NotEmpty     2 pods would have to run elsewhere (rescheduling cost"
                                + " 3.00)",
                        "  drift       refused   NotDrifted   the node is as its NodePool and node class say",
                        "  single      refused   NotCheaper   can't replace with a cheaper node: $0.0960 per hour now,"
                                + " a replacement may come to $0.0960 per hour");
    }

    @Test
    void saysThatANodeIsOnItsWayOut() {
        explanations.judged(NOON, List.of(), Map.of("node-1", stays("node-1")));
        explanations.became(
                List.of("node-1"), new Course.UnderWay("Drifted/1: replace: ...", NOON, List.of("default-2")));
        assertThat(explain("node-1")).isZero();
        assertThat(out.toString())
                .contains("Node node-1 (NodePool default) goes:\n"
                        + "  is being disrupted since 2026-11-23T12:00:00Z, once default-2 is ready: Drifted/1");
    }

    @Test
    void saysWhyACommandCameToNothing() {
        explanations.judged(NOON, List.of(), Map.of("node-1", stays("node-1")));
        explanations.became(List.of("node-1"), new Course.RolledBack("...", "replacement was deleted", NOON));
        assertThat(explain("node-1")).isZero();
        assertThat(out.toString())
                .contains("stays:\n  can't replace")
                .contains("  It was to go, and at 2026-11-23T12:00:00Z the command was taken back: replacement was");
    }

    @Test
    void listsAllNodesWithoutAName() {
        var blocked = new LinkedHashMap<String, Verdict>();
        blocked.put("emptiness", new Verdict.Blocked(new Skip.DoNotDisrupt()));
        explanations.judged(
                NOON,
                List.of(),
                Map.of("node-1", stays("node-1"), "node-2", new NodeVerdict("node-2", "default", blocked)));
        assertThat(explain()).isZero();
        assertThat(out.toString().lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("node-2   default    no     disruption is blocked through"));
    }

    @Test
    void answersProgramsInJson() {
        explanations.judged(NOON, List.of(), Map.of("node-1", stays("node-1")));
        assertThat(explain("node-1", "--output", "json")).isZero();
        assertThat(out.toString().strip())
                .startsWith("{\"node\":\"node-1\",\"nodeClaim\":\"\",\"nodePool\":\"default\",\"goes\":false,")
                .contains("{\"method\":\"single\",\"verdict\":\"refused\",\"rule\":\"NotCheaper\",\"why\":\"can't");
    }

    @Test
    void aNodeThatNobodyKnowsIsNamedWithThoseThatAreKnown() {
        explanations.judged(NOON, List.of(), Map.of("node-1", stays("node-1")));
        assertThat(explain("node-x")).isOne();
        assertThat(err.toString())
                .isEqualTo("karpenter: node \"node-x\" is not known: the last pass looked at node-1.\n");
    }

    @Test
    void beforeTheFirstPassThereIsNothingToSay() {
        assertThat(explain("node-1")).isOne();
        assertThat(err.toString())
                .startsWith("karpenter: no pass over the nodes has ended yet")
                .hasLineCount(1);
    }

    @Test
    void whereNothingRunsItSaysHowToStartOrNameIt() {
        assertThat(run("node", "node-1", "--dir", folder.toString())).isOne();
        assertThat(err.toString())
                .isEqualTo("karpenter: no local cluster runs from " + folder + ": start one with 'karpenter local up',"
                        + " name its folder with --dir, or name a controller with --address.\n");
    }

    @Test
    void whereNobodyAnswersItSaysSo() {
        assertThat(run("node", "node-1", "--address", "http://localhost:1")).isOne();
        assertThat(err.toString())
                .startsWith("karpenter: no controller answers at http://localhost:1: maybe")
                .hasLineCount(1);
    }

    @Test
    void whatIsNoControllerIsToldApart() {
        assertThat(run("node", "node-1", "--address", "http://localhost:" + endpoints.healthPort()))
                .isOne();
        assertThat(err.toString())
                .contains("is no controller that explains (status 404")
                .hasLineCount(1);
    }

    private static NodeVerdict stays(String node) {
        var verdicts = new LinkedHashMap<String, Verdict>();
        verdicts.put("emptiness", new Verdict.Refused(new Refusal.NotEmpty(2, 3)));
        verdicts.put("drift", new Verdict.Refused(new Refusal.NotDrifted()));
        verdicts.put("single", new Verdict.Refused(new Refusal.NotCheaper(0.096, 0.096)));
        return new NodeVerdict(node, "default", verdicts);
    }

    private int explain(String... arguments) {
        var all = new ArrayList<>(List.of("node"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--address", "http://localhost:" + endpoints.metricsPort() + "/metrics"));
        return run(all.toArray(String[]::new));
    }

    private int run(String... arguments) {
        return new CommandLine(new ExplainCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, command, _) -> {
                    if (failure instanceof CommandFailure) {
                        command.getErr().println("karpenter: " + failure.getMessage());
                        return 1;
                    }
                    throw failure;
                })
                .execute(arguments);
    }
}
