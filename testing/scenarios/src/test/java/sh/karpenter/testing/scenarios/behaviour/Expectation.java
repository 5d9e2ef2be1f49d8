package sh.karpenter.testing.scenarios.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import sh.karpenter.core.scheduling.result.RejectionRenderer;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.kube.casefile.CaseFile;
import tools.jackson.databind.JsonNode;

/// Holds a decision, in the form of case files, against `then`. What is not named there may be anything.
///
/// | Field | What has to be |
/// |---|---|
/// | `newNodes` | number of machines to launch |
/// | `cost` | what they cost per hour |
/// | `nodes` | machines: `pods`, and of `pool`, `types`, `typeCount`, `price`, `requests`, `requirements`,
/// `minValuesRelaxed` what is named |
/// | `existing` | node to its new pods |
/// | `unschedulable`, `ignored` | number of pods, or pod to a part of its reason |
/// | `deferred` | pods that wait for reserved capacity |
/// | `poolsLeftOut` | pool to a part of the reason why it opens no nodes |
/// | `leftOut` | objects that could not be read: each a part of what is told about one, in their order |
final class Expectation {
    private final JsonNode then;
    private final JsonNode decided;
    private final CaseFile file;
    private final SchedulingResult result;

    /// @param decided the result, in the form of case files
    Expectation(JsonNode then, JsonNode decided, CaseFile file, SchedulingResult result) {
        this.then = then;
        this.decided = decided;
        this.file = file;
        this.result = result;
    }

    void check() {
        if (then.has("newNodes")) {
            assertThat(decided.path("newNodeClaims").size())
                    .as("new nodes")
                    .isEqualTo(then.path("newNodes").asInt());
        }
        if (then.has("cost")) {
            assertThat(decided.path("totalPrice").asDouble())
                    .as("cost")
                    .isCloseTo(then.path("cost").asDouble(), within(1e-9));
        }
        then.path("nodes").forEach(this::node);
        then.path("existing")
                .properties()
                .forEach(entry -> assertThat(texts(decided.path("existing").path(entry.getKey())))
                        .as(entry.getKey())
                        .isEqualTo(texts(entry.getValue())));
        reasons("unschedulable");
        reasons("ignored");
        if (then.has("deferred")) {
            assertThat(texts(decided.path("deferredForReservation"))).isEqualTo(texts(then.path("deferred")));
        }
        leftOut();
    }

    private void leftOut() {
        var pools = new TreeMap<String, String>();
        result.skippedPools().forEach((pool, reason) -> pools.put(pool, RejectionRenderer.render(reason)));
        if (then.has("poolsLeftOut")) {
            assertThat(pools.sequencedKeySet())
                    .as("pools left out")
                    .containsExactlyInAnyOrderElementsOf(
                            then.path("poolsLeftOut").propertyNames());
            then.path("poolsLeftOut")
                    .properties()
                    .forEach(entry -> assertThat(pools.get(entry.getKey()))
                            .contains(entry.getValue().asString("")));
        }
        if (then.has("leftOut")) {
            assertThat(file.unread())
                    .as("left out")
                    .hasSameSizeAs(then.path("leftOut").valueStream().toList());
            for (int i = 0; i < file.unread().size(); i++) {
                assertThat(file.unread().get(i).text())
                        .contains(then.path("leftOut").path(i).asString(""));
            }
        }
    }

    private void node(JsonNode wanted) {
        JsonNode claim = claimOf(texts(wanted.path("pods")));
        for (String field : List.of("pool", "typeCount", "minValuesRelaxed")) {
            if (wanted.has(field)) {
                String written =
                        field.equals("pool") ? "nodePool" : field.equals("typeCount") ? "instanceTypeCount" : field;
                assertThat(claim.path(written).asString(""))
                        .as(field)
                        .isEqualTo(wanted.path(field).asString(""));
            }
        }
        if (wanted.has("types")) {
            assertThat(texts(claim.path("instanceTypes"))).isEqualTo(texts(wanted.path("types")));
        }
        if (wanted.has("price")) {
            assertThat(claim.path("cheapestPrice").asDouble())
                    .as("price")
                    .isCloseTo(wanted.path("price").asDouble(), within(1e-9));
        }
        wanted.path("requests")
                .properties()
                .forEach(entry -> assertThat(claim.path("resourceRequests")
                                .path(entry.getKey())
                                .asString("none"))
                        .as(entry.getKey())
                        .isEqualTo(entry.getValue().asString("")));
        var requirements = new ArrayList<String>();
        for (JsonNode requirement : claim.path("requirements")) {
            requirements.add((requirement.path("key").asString("") + " "
                            + requirement.path("operator").asString("") + " "
                            + String.join(",", texts(requirement.path("values"))))
                    .strip());
        }
        wanted.path("requirements")
                .forEach(requirement -> assertThat(requirements).contains(requirement.asString("")));
    }

    private JsonNode claimOf(List<String> pods) {
        for (JsonNode claim : decided.path("newNodeClaims")) {
            if (texts(claim.path("pods")).equals(pods)) {
                return claim;
            }
        }
        throw new AssertionError("no new node has exactly the pods " + pods + ": " + decided.path("newNodeClaims"));
    }

    private void reasons(String field) {
        JsonNode wanted = then.path(field);
        JsonNode found = decided.path(field);
        if (wanted.isNumber()) {
            assertThat(found.size()).as(field + " " + found).isEqualTo(wanted.asInt());
        }
        if (wanted.isObject()) {
            assertThat(new TreeSet<>(found.propertyNames())).as(field).isEqualTo(new TreeSet<>(wanted.propertyNames()));
            wanted.properties()
                    .forEach(entry -> assertThat(found.path(entry.getKey()).asString(""))
                            .contains(entry.getValue().asString("")));
        }
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(value -> value.asString("")).sorted().toList();
    }
}
