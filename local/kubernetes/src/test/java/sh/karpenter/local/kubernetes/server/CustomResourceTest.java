package sh.karpenter.local.kubernetes.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.server.Requests.Answer;

class CustomResourceTest {
    private static final String DEFINITION = """
        {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
         "metadata": {"name": "pools.demo.io"},
         "spec": {"group": "demo.io", "scope": "Cluster", "names": {"plural": "pools", "kind": "Pool"},
          "versions": [
           {"name": "v1beta1", "served": true, "storage": false, "deprecated": true,
            "schema": {"openAPIV3Schema": {"type": "object", "properties": {
              "spec": {"type": "object", "properties": {"count": {"type": "integer"}}}}}}},
           {"name": "v1", "served": true, "storage": true, "subresources": {"status": {}},
            "additionalPrinterColumns": [{"name": "Size", "type": "integer", "jsonPath": ".spec.size"}],
            "schema": {"openAPIV3Schema": {"type": "object", "required": ["spec"], "properties": {
              "spec": {"type": "object", "required": ["size"], "properties": {
                "size": {"type": "integer", "minimum": 1},
                "mode": {"type": "string", "enum": ["slow", "fast"], "default": "slow"}}},
              "status": {"type": "object", "properties": {"ready": {"type": "boolean"}}}}}}}]}}\
        """;
    private static final String POOLS = "/apis/demo.io/v1/pools";

    private EmbeddedApiServer server;
    private Requests requests;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedApiServer.builder()
                .converter("demo.io", "Pool", (object, apiVersion) -> {
                    var spec = Json.child(object, "spec");
                    boolean newer = apiVersion.endsWith("/v1");
                    String from = newer ? "count" : "size";
                    spec.set(newer ? "size" : "count", spec.path(from));
                    spec.remove(from);
                    return object;
                })
                .start();
        requests = new Requests(server);
        assertThat(requests.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", DEFINITION)
                        .code())
                .isEqualTo(201);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aDefinitionIsEstablishedWhenItsCreationIsAnswered() throws Exception {
        Answer definition = requests.get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/pools.demo.io");
        assertThat(Json.text(definition.body().path("status").path("conditions")))
                .contains("\"type\":\"Established\"");
        assertThat(requests.get("/apis/demo.io/v1")
                        .body()
                        .at("/resources/0/name")
                        .stringValue())
                .isEqualTo("pools");
    }

    @Test
    void defaultsAreFilledInAndUnknownFieldsDropped() throws Exception {
        Answer created = requests.post(
                POOLS, "{\"kind\": \"Pool\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"size\": 1, \"x\": 2}}");
        assertThat(created.body().path("spec")).isEqualTo(Json.parse("{\"size\": 1, \"mode\": \"slow\"}"));
        assertThat(created.body().at("/metadata/generation").longValue()).isEqualTo(1);
    }

    @Test
    void whatTheSchemaForbidsIsRefusedInItsWords() throws Exception {
        Answer refused = requests.post(
                POOLS,
                "{\"kind\": \"Pool\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"size\": 0, \"mode\": \"off\"}}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo("Pool.demo.io \"a\" is invalid: [spec.size: Invalid value: 0: spec.size in body should be"
                        + " greater than or equal to 1, spec.mode: Unsupported value: \"off\": supported values:"
                        + " \"slow\", \"fast\"]");
        assertThat(requests.post(POOLS, "{\"kind\": \"Pool\", \"metadata\": {\"name\": \"a\"}, \"spec\": {}}")
                        .message())
                .isEqualTo("Pool.demo.io \"a\" is invalid: spec.size: Required value");
    }

    @Test
    void eachVersionShowsTheObjectInItsOwnForm() throws Exception {
        requests.post(
                "/apis/demo.io/v1beta1/pools",
                "{\"kind\": \"Pool\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"count\": 3}}");
        assertThat(requests.get(POOLS + "/a").body().path("spec"))
                .isEqualTo(Json.parse("{\"size\": 3, \"mode\": \"slow\"}"));
        Answer older = requests.get("/apis/demo.io/v1beta1/pools/a");
        assertThat(older.body().path("spec")).isEqualTo(Json.parse("{\"count\": 3}"));
        assertThat(Json.string(older.body(), "apiVersion")).isEqualTo("demo.io/v1beta1");
    }

    @Test
    void statusAndSpecificationAreWrittenApart() throws Exception {
        requests.post(
                POOLS,
                "{\"kind\": \"Pool\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"size\": 1}, \"status\":"
                        + " {\"ready\": true}}");
        String both = "{\"spec\": {\"size\": 2}, \"status\": {\"ready\": true}}";
        Answer status = requests.merge(POOLS + "/a/status", both);
        assertThat(status.body().at("/spec/size").intValue()).isEqualTo(1);
        assertThat(status.body().at("/status/ready").booleanValue()).isTrue();
        assertThat(status.body().at("/metadata/generation").intValue()).isEqualTo(1);
        Answer main = requests.merge(POOLS + "/a", "{\"spec\": {\"size\": 2}, \"status\": {\"ready\": false}}");
        assertThat(main.body().at("/status/ready").booleanValue()).isTrue();
        assertThat(main.body().at("/metadata/generation").intValue()).isEqualTo(2);
    }

    @Test
    void anUpdateWithoutAResourceVersionIsRefused() throws Exception {
        requests.post(POOLS, "{\"kind\": \"Pool\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"size\": 1}}");
        Answer refused = requests.put(
                POOLS + "/a", "{\"kind\": \"Pool\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"size\": 2}}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .endsWith("metadata.resourceVersion: Invalid value: 0x0: must be specified for an update");
    }

    @Test
    void aFinalizerHoldsADeletedObject() throws Exception {
        requests.post(
                POOLS,
                "{\"kind\": \"Pool\", \"metadata\": {\"name\": \"a\", \"finalizers\": [\"demo.io/x\"]}, \"spec\":"
                        + " {\"size\": 1}}");
        assertThat(requests.delete(POOLS + "/a")
                        .body()
                        .at("/metadata/deletionTimestamp")
                        .isMissingNode())
                .isFalse();
        assertThat(requests.merge(
                                POOLS + "/a",
                                "{\"kind\": \"Pool\", \"metadata\": {\"finalizers\": [\"demo.io/x\", \"demo.io/y\"]}}")
                        .message())
                .contains("no new finalizers can be added if the object is being deleted");
        assertThat(requests.merge(POOLS + "/a", "{\"kind\": \"Pool\", \"metadata\": {\"finalizers\": null}}")
                        .code())
                .isEqualTo(200);
        assertThat(requests.get(POOLS + "/a").code()).isEqualTo(404);
    }
}
