package sh.karpenter.testing.scenarios.behaviour.disruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.Confirmation;
import sh.karpenter.core.disruption.pass.PassOutcome.Planned;
import sh.karpenter.core.disruption.verdict.NodeVerdict;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import tools.jackson.databind.JsonNode;

/// Holds what happened in a step against its `then`. What is not named there may be anything.
///
/// | Field | What has to be |
/// |---|---|
/// | `commands` | of a pass: all commands, in order: `by` (the method), `delete` or `replace` (node names), and
/// of `with` (machines: `pool`, `types`, `typeCount`, `capacityType`, `price`, `pods`), `moves` (node to its new
/// pods), `saves` what is named |
/// | `verdicts` | node to its verdict, or to the verdict of each method named: `goes`, the rule's name, or the
/// rule's name and what it tells; `none` |
/// | `budgets` | pool to reason to how many more nodes may go, `any` for any number |
/// | `holds` | of a confirmation: node names of the commands that hold |
/// | `dropped` | node names of a command that does not, to `cause: message` |
/// | `nodes` | node to its pods, once commands ended |
final class DisruptionExpectation {
    private final JsonNode then;

    private DisruptionExpectation(JsonNode then) {
        this.then = then;
    }

    static void check(Step step) {
        var expectation = new DisruptionExpectation(step.then());
        switch (step) {
            case Step.Pass pass -> {
                expectation.known("commands", "verdicts", "budgets");
                expectation.commands(pass.outcome().commands());
                expectation.verdicts(pass.outcome().verdicts(pass.round()));
                expectation.budgets(pass.round());
            }
            case Step.Confirmation confirmation -> {
                expectation.known("holds", "dropped");
                expectation.confirmed(confirmation.verdicts());
            }
            case Step.Changed changed -> {
                expectation.known("nodes");
                expectation.nodes(changed.round());
            }
        }
    }

    private void known(String... fields) {
        assertThat(List.of(fields)).as("fields of then").containsAll(then.propertyNames());
    }

    private void commands(List<Planned> found) {
        if (!then.has("commands")) {
            return;
        }
        var inWords = new ArrayList<String>();
        found.forEach(planned -> inWords.add(summary(planned.method().name(), planned.command())));
        var wanted = new ArrayList<String>();
        then.path("commands").forEach(command -> wanted.add(summary(command)));
        assertThat(inWords).as("commands").isEqualTo(wanted);
        for (int i = 0; i < found.size(); i++) {
            details(found.get(i).command(), then.path("commands").path(i));
        }
    }

    private static String summary(String method, DisruptionCommand command) {
        return method + ": " + command.decision() + " " + names(command);
    }

    private static String summary(JsonNode wanted) {
        String decision = wanted.has("delete") ? "delete" : "replace";
        return wanted.path("by").asString("") + ": " + decision + " " + texts(wanted.path(decision));
    }

    private static List<String> names(DisruptionCommand command) {
        return command.candidates().stream().map(Candidate::name).sorted().toList();
    }

    private static void details(DisruptionCommand command, JsonNode wanted) {
        if (wanted.has("saves")) {
            assertThat(command.savings())
                    .as("savings")
                    .isCloseTo(wanted.path("saves").asDouble(), within(1e-9));
        }
        if (wanted.has("moves")) {
            var moves = new TreeMap<String, List<String>>();
            wanted.path("moves").properties().forEach(entry -> moves.put(entry.getKey(), texts(entry.getValue())));
            assertThat(VerdictText.moves(command.placements())).as("moves").isEqualTo(moves);
        }
        if (wanted.has("with")) {
            assertThat(command.replacements())
                    .as("replacements")
                    .hasSize(wanted.path("with").size());
            for (int i = 0; i < command.replacements().size(); i++) {
                replacement(command.replacements().get(i), wanted.path("with").path(i));
            }
        }
    }

    private static void replacement(ProposedNodeClaim claim, JsonNode wanted) {
        if (wanted.has("pool")) {
            assertThat(claim.pool().name()).isEqualTo(wanted.path("pool").asString(""));
        }
        if (wanted.has("types")) {
            assertThat(claim.types().stream().map(InstanceType::name).sorted().toList())
                    .as("instance types")
                    .isEqualTo(texts(wanted.path("types")));
        }
        if (wanted.has("typeCount")) {
            assertThat(claim.types())
                    .as("instance types")
                    .hasSize(wanted.path("typeCount").asInt());
        }
        if (wanted.has("capacityType")) {
            assertThat(claim.requirements().values(LabelKeys.CAPACITY_TYPE))
                    .as("capacity type")
                    .isEqualTo(ValueSet.only(wanted.path("capacityType").asString("")));
        }
        if (wanted.has("price")) {
            assertThat(claim.pricePerHour())
                    .as("price")
                    .isCloseTo(wanted.path("price").asDouble(), within(1e-9));
        }
        if (wanted.has("pods")) {
            assertThat(VerdictText.pods(claim.pods())).as("pods").isEqualTo(texts(wanted.path("pods")));
        }
    }

    private void verdicts(Map<String, NodeVerdict> found) {
        then.path("verdicts").properties().forEach(entry -> {
            String node = entry.getKey();
            if (entry.getValue().asString("").equals("none")) {
                assertThat(found).as("verdict on " + node).doesNotContainKey(node);
                return;
            }
            assertThat(found).as("verdict on " + node).containsKey(node);
            NodeVerdict verdict = Objects.requireNonNull(found.get(node));
            if (entry.getValue().isString()) {
                same(node, VerdictText.of(verdict.decisive()), entry.getValue().asString(""));
            }
            entry.getValue().properties().forEach(method -> {
                var ofMethod = verdict.byMethod().get(method.getKey());
                same(
                        node + ", " + method.getKey(),
                        ofMethod == null ? "none" : VerdictText.of(ofMethod),
                        method.getValue().asString(""));
            });
        });
    }

    private static void same(String of, String found, String wanted) {
        String name = found.split(": ", 2)[0];
        assertThat(wanted.contains(": ") ? found : wanted.contains("(") ? name : name.split("\\(", 2)[0])
                .as("verdict on %s (%s)", of, found)
                .isEqualTo(wanted);
    }

    private void budgets(DisruptionRound round) {
        then.path("budgets")
                .properties()
                .forEach(pool -> pool.getValue().properties().forEach(reason -> {
                    var budgets = DisruptionBudgets.of(round, reason(reason.getKey()));
                    int limit = budgets.limits().getOrDefault(pool.getKey(), 0);
                    String allowed =
                            limit == Integer.MAX_VALUE ? "any" : Integer.toString(budgets.allowed(pool.getKey()));
                    assertThat(allowed)
                            .as("budget of %s for %s", pool.getKey(), reason.getKey())
                            .isEqualTo(reason.getValue().asString(""));
                }));
    }

    private static DisruptionReason reason(String text) {
        for (DisruptionReason reason : DisruptionReason.values()) {
            if (reason.text().equals(text)) {
                return reason;
            }
        }
        throw new IllegalArgumentException("budgets: " + text + ": is no reason");
    }

    private void confirmed(List<Step.Confirmed> verdicts) {
        var holds = new ArrayList<List<String>>();
        var dropped = new TreeMap<String, String>();
        for (Step.Confirmed confirmed : verdicts) {
            switch (confirmed.verdict()) {
                case Confirmation.Verdict.Holds(var command) -> holds.add(names(command));
                case Confirmation.Verdict.Dropped(var cause, var message) ->
                    dropped.put(String.join(", ", names(confirmed.planned().command())), cause + ": " + message);
            }
        }
        var wantedHolds = new ArrayList<List<String>>();
        then.path("holds").forEach(nodes -> wantedHolds.add(texts(nodes)));
        var wantedDropped = new TreeMap<String, String>();
        then.path("dropped")
                .properties()
                .forEach(entry ->
                        wantedDropped.put(entry.getKey(), entry.getValue().asString("")));
        assertThat(dropped).as("dropped").isEqualTo(wantedDropped);
        assertThat(holds).as("holds").isEqualTo(wantedHolds);
    }

    private void nodes(DisruptionRound round) {
        if (!then.has("nodes")) {
            return;
        }
        var found = new TreeMap<String, List<String>>();
        for (ClusterNode node : round.cluster().nodes()) {
            found.put(node.name(), VerdictText.pods(node.pods()));
        }
        var wanted = new TreeMap<String, List<String>>();
        then.path("nodes").properties().forEach(entry -> wanted.put(entry.getKey(), texts(entry.getValue())));
        assertThat(found).as("nodes").isEqualTo(wanted);
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(value -> value.asString("")).sorted().toList();
    }
}
