package sh.karpenter.local.kubernetes.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.server.Requests.Answer;

class AdmissionPoliciesTest {
    private static final String POLICIES = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
    private static final String BINDINGS = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String DENY = "\"validationActions\":[\"Deny\"]";

    private EmbeddedApiServer server;
    private Requests requests;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedApiServer.builder().start();
        requests = new Requests(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPolicyHasNoEffectBeforeItIsBound() throws Exception {
        policy("small", "configmaps", "\"validations\":[{\"expression\":\"size(object.data) < 2\"}]");
        assertThat(configMap("a", "{\"x\":\"1\",\"y\":\"2\"}").code()).isEqualTo(201);
        bind("small", DENY);
        Answer refused = configMap("b", "{\"x\":\"1\",\"y\":\"2\"}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo("configmaps \"b\" is forbidden: ValidatingAdmissionPolicy 'small' with binding 'small-bound'"
                        + " denied request: failed expression: size(object.data) < 2");
        assertThat(Json.string(refused.body(), "reason")).isEqualTo("Invalid");
        assertThat(configMap("b", "{\"x\":\"1\"}").code()).isEqualTo(201);
    }

    @Test
    void sayWhatTheMessageExpressionMakesOfIt() throws Exception {
        policy(
                "named",
                "configmaps",
                "\"variables\":[{\"name\":\"sizes\",\"expression\":\"object.data.map(k, size(object.data[k]))\"},"
                        + "{\"name\":\"total\",\"expression\":\"variables.sizes.sum()\"}],"
                        + "\"validations\":[{\"expression\":\"variables.total <= 3\",\"reason\":\"Forbidden\","
                        + "\"message\":\"too much\","
                        + "\"messageExpression\":\"'holds ' + string(variables.total) + ' characters'\"}]");
        bind("named", DENY);
        Answer refused = configMap("a", "{\"x\":\"12\",\"y\":\"34\"}");
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message()).endsWith("with binding 'named-bound' denied request: holds 4 characters");
        assertThat(Json.string(refused.body(), "reason")).isEqualTo("Forbidden");
    }

    @Test
    void refusesWhatItCannotJudgeUnlessToldToIgnoreThat() throws Exception {
        policy("strict", "configmaps", "\"validations\":[{\"expression\":\"object.data.x == '1'\"}]");
        bind("strict", DENY);
        assertThat(configMap("a", "{\"y\":\"1\"}").message())
                .endsWith("expression 'object.data.x == '1'' resulted in error: no such key: x");
        Answer changed = requests.merge(POLICIES + "/strict", "{\"spec\":{\"failurePolicy\":\"Ignore\"}}");
        assertThat(changed.code()).isEqualTo(200);
        assertThat(configMap("a", "{\"y\":\"1\"}").code()).isEqualTo(201);
    }

    @Test
    void appliesOnlyWhereItsConditionsAndSelectorsSay() throws Exception {
        policy(
                "picky",
                "configmaps",
                "\"matchConditions\":[{\"name\":\"not-mine\",\"expression\":\"request.name != 'mine'\"}],"
                        + "\"validations\":[{\"expression\":\"false\"}]");
        bind("picky", DENY + ",\"matchResources\":{\"namespaceSelector\":{\"matchLabels\":{\"guarded\":\"yes\"}}}");
        assertThat(configMap("free", "{}").code()).isEqualTo(201);
        requests.merge("/api/v1/namespaces/default", "{\"metadata\":{\"labels\":{\"guarded\":\"yes\"}}}");
        assertThat(configMap("mine", "{}").code()).isEqualTo(201);
        assertThat(configMap("yours", "{}").code()).isEqualTo(422);
        assertThat(requests.post("/api/v1/namespaces/default/secrets", "{\"metadata\":{\"name\":\"yours\"}}")
                        .code())
                .isEqualTo(201);
    }

    @Test
    void judgesDryRunsUpdatesAndDeletions() throws Exception {
        assertThat(configMap("kept", "{}").code()).isEqualTo(201);
        policy(
                "kept",
                "configmaps",
                "\"validations\":[{\"expression\":\"request.operation != 'DELETE' && oldObject == null\","
                        + "\"message\":\"stays as it is\"}]",
                "\"*\"");
        bind("kept", DENY);
        assertThat(requests.delete(CONFIG_MAPS + "/kept").message()).endsWith("denied request: stays as it is");
        assertThat(requests.merge(CONFIG_MAPS + "/kept?dryRun=All", "{\"data\":{\"x\":\"1\"}}")
                        .message())
                .endsWith("denied request: stays as it is");
        assertThat(requests.merge(CONFIG_MAPS + "/kept", "{\"data\":{\"x\":\"1\"}}")
                        .code())
                .isEqualTo(422);
    }

    @Test
    void holdsStatusWritesOnlyWhenItNamesTheSubresource() throws Exception {
        requests.post("/api/v1/nodes", "{\"metadata\":{\"name\":\"n\"}}");
        policy("status", "nodes/status", "\"validations\":[{\"expression\":\"false\",\"message\":\"no status\"}]");
        bind("status", DENY);
        assertThat(requests.merge("/api/v1/nodes/n", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}")
                        .code())
                .isEqualTo(200);
        assertThat(requests.merge("/api/v1/nodes/n/status", "{\"status\":{\"phase\":\"Running\"}}")
                        .message())
                .endsWith("denied request: no status");
    }

    @Test
    void readsParametersFromTheObjectThatTheBindingNames() throws Exception {
        policy(
                "limit",
                "secrets",
                "\"paramKind\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"},"
                        + "\"validations\":[{\"expression\":\"size(object.data) <= int(params.data.most)\"}]");
        bind(
                "limit",
                DENY + ",\"paramRef\":{\"name\":\"limits\",\"namespace\":\"default\","
                        + "\"parameterNotFoundAction\":\"Deny\"}");
        String two = "{\"metadata\":{\"name\":\"two\"},\"data\":{\"a\":\"\",\"b\":\"\"}}";
        String path = "/api/v1/namespaces/default/secrets";
        assertThat(requests.post(path, two).message())
                .endsWith("no params found for policy binding with `Deny` parameterNotFoundAction");
        assertThat(configMap("limits", "{\"most\":\"1\"}").code()).isEqualTo(201);
        assertThat(requests.post(path, two).code()).isEqualTo(422);
        requests.merge(CONFIG_MAPS + "/limits", "{\"data\":{\"most\":\"2\"}}");
        assertThat(requests.post(path, two).code()).isEqualTo(201);
    }

    @Test
    void onlyWarnsWhereTheBindingSaysSo() throws Exception {
        policy("hint", "configmaps", "\"validations\":[{\"expression\":\"false\",\"message\":\"better not\"}]");
        bind("hint", "\"validationActions\":[\"Warn\",\"Audit\"]");
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + CONFIG_MAPS))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"metadata\":{\"name\":\"a\"}}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.headers().firstValue("Warning"))
                    .hasValueSatisfying(text -> assertThat(text)
                            .contains("Validation failed for ValidatingAdmissionPolicy 'hint' with binding"
                                    + " 'hint-bound': better not"));
        }
    }

    @Test
    void refusesAPolicyThatDoesNotCompile() throws Exception {
        Answer refused = requests.post(
                POLICIES,
                "{\"metadata\":{\"name\":\"wrong\"},\"spec\":{\"matchConstraints\":{\"resourceRules\":[{"
                        + "\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"operations\":[\"CREATE\"],"
                        + "\"resources\":[\"pods\"]}]},\"validations\":[{\"expression\":\"thing.spec\"}]}}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .contains("spec.validations[0].expression: Invalid value: \"thing.spec\": compilation failed:")
                .contains("undeclared reference to 'thing'");
    }

    private Answer configMap(String name, String data) throws Exception {
        return requests.post(CONFIG_MAPS, "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":" + data + "}");
    }

    private void policy(String name, String resource, String rest) throws Exception {
        policy(name, resource, rest, "\"CREATE\",\"UPDATE\"");
    }

    private void policy(String name, String resource, String rest, String operations) throws Exception {
        Answer created = requests.post(
                POLICIES,
                "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"matchConstraints\":{\"resourceRules\":[{"
                        + "\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"operations\":[" + operations + "],"
                        + "\"resources\":[\"" + resource + "\"]}]}," + rest + "}}");
        assertThat(created.code()).as(created.message()).isEqualTo(201);
    }

    private void bind(String policy, String rest) throws Exception {
        Answer created = requests.post(
                BINDINGS,
                "{\"metadata\":{\"name\":\"" + policy + "-bound\"},\"spec\":{\"policyName\":\"" + policy + "\"," + rest
                        + "}}");
        assertThat(created.code()).as(created.message()).isEqualTo(201);
    }
}
