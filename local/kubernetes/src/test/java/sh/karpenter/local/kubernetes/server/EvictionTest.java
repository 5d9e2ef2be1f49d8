package sh.karpenter.local.kubernetes.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.server.Requests.Answer;

class EvictionTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private static final String READY = """
        {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}\
        """;

    private EmbeddedApiServer server;
    private Requests requests;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedApiServer.builder().start();
        requests = new Requests(server);
        requests.post(PODS, """
            {"metadata": {"name": "web", "labels": {"app": "web"}},
             "spec": {"nodeName": "node-1", "containers": [{"name": "web", "image": "pause"}]}}\
            """);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anAllowedEvictionTakesOneDisruptionAndStartsTheGracePeriod() throws Exception {
        requests.merge(PODS + "/web/status", READY);
        budget("a", 1, 1);
        assertThat(evict().code()).isEqualTo(201);
        Answer pod = requests.get(PODS + "/web");
        assertThat(pod.body().at("/metadata/deletionGracePeriodSeconds").intValue())
                .isEqualTo(30);
        Answer budget = requests.get(BUDGETS + "/a");
        assertThat(budget.body().at("/status/disruptionsAllowed").intValue()).isZero();
        assertThat(budget.body().at("/status/disruptedPods").has("web")).isTrue();
    }

    @Test
    void anExhaustedBudgetRefusesWithoutAskingForARetry() throws Exception {
        requests.merge(PODS + "/web/status", READY);
        budget("a", 0, 1);
        Answer refused = evict();
        assertThat(refused.code()).isEqualTo(429);
        assertThat(refused.message()).isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
        assertThat(refused.body().at("/details/causes/0/message").stringValue())
                .isEqualTo("The disruption budget a needs 1 healthy pods and has 1 currently");
        assertThat(refused.body().at("/details/retryAfterSeconds").isMissingNode())
                .isTrue();
    }

    @Test
    void aBudgetThatWasNotLookedAtYetAsksToWait() throws Exception {
        requests.merge(PODS + "/web/status", READY);
        budget("a", 1, 0);
        Answer refused = evict();
        assertThat(refused.code()).isEqualTo(429);
        assertThat(refused.body().at("/details/retryAfterSeconds").intValue()).isEqualTo(10);
    }

    @Test
    void twoBudgetsAreAnError() throws Exception {
        requests.merge(PODS + "/web/status", READY);
        budget("a", 1, 1);
        budget("b", 1, 1);
        assertThat(evict().message())
                .isEqualTo("This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
                        + " support.");
    }

    @Test
    void aPendingPodAsksNoBudget() throws Exception {
        budget("a", 0, 1);
        assertThat(evict().code()).isEqualTo(201);
    }

    private Answer evict() throws Exception {
        return requests.post(PODS + "/web/eviction", """
            {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "web"}}\
            """);
    }

    private void budget(String name, int allowed, int observed) throws Exception {
        Answer created = requests.post(BUDGETS, """
            {"metadata": {"name": "%s"}, "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}}}\
            """.formatted(name));
        assertThat(created.code()).isEqualTo(201);
        Answer status = requests.merge(
                BUDGETS + "/" + name + "/status", Json.text(Json.parse("""
                    {"status": {"disruptionsAllowed": %d, "observedGeneration": %d, "desiredHealthy": 1,
                      "currentHealthy": 1, "expectedPods": 1}}\
                    """.formatted(allowed, observed))));
        assertThat(status.code()).isEqualTo(200);
    }
}
