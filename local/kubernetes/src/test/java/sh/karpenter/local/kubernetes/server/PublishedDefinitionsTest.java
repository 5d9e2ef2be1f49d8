package sh.karpenter.local.kubernetes.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sh.karpenter.kube.api.conversion.ConversionOutcome;
import sh.karpenter.kube.api.conversion.ConversionSettings;
import sh.karpenter.kube.api.conversion.ObjectConversion;
import sh.karpenter.kube.api.crd.AdmissionCases;
import sh.karpenter.kube.api.crd.CustomResourceDefinitions;
import sh.karpenter.kube.api.crd.VersionConversion;
import sh.karpenter.local.kubernetes.crd.ResourceConverter;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.server.Requests.Answer;
import tools.jackson.databind.node.ObjectNode;

/// What the definitions that we publish accept and refuse, asked over HTTP as any client asks. The cases leave
/// the server as they found it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedDefinitionsTest {
    private static final Map<String, String> PLURALS = Map.of(
            "NodePool", "nodepools",
            "NodeClaim", "nodeclaims",
            "NodeOverlay", "nodeoverlays",
            "CapacityBuffer", "capacitybuffers",
            "EC2NodeClass", "ec2nodeclasses",
            "KWOKNodeClass", "kwoknodeclasses");

    private @Nullable EmbeddedApiServer server;

    @BeforeAll
    void start() throws Exception {
        ResourceConverter converter = converter();
        server = EmbeddedApiServer.builder()
                .converter("karpenter.sh", "NodePool", converter)
                .converter("karpenter.sh", "NodeClaim", converter)
                .converter("karpenter.k8s.aws", "EC2NodeClass", converter)
                .start();
        VersionConversion conversion = new VersionConversion.WebhookAt("https://in-this-process.invalid/", null);
        for (ObjectNode definition : CustomResourceDefinitions.all(conversion)) {
            Answer created =
                    requests().post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Json.text(definition));
            assertThat(created.code()).as(created.message()).isEqualTo(201);
        }
    }

    @AfterAll
    void stop() {
        Objects.requireNonNull(server).close();
    }

    static List<AdmissionCases.Case> cases() {
        return AdmissionCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decideAsPublished(AdmissionCases.Case wanted) throws Exception {
        String collection = collection(wanted.created());
        String object = collection + "/" + Json.string(wanted.created(), "metadata", "name");
        Answer answer = requests().post(collection + "?fieldValidation=Strict", Json.text(wanted.created()));
        ObjectNode updated = wanted.updated();
        try {
            if (updated != null) {
                assertThat(answer.code()).as(answer.message()).isEqualTo(201);
                updated.withObject("/metadata")
                        .put("resourceVersion", Json.string(answer.body(), "metadata", "resourceVersion"));
                answer = requests().put(object + "?fieldValidation=Strict", Json.text(updated));
            }
            if (wanted.refusal() == null) {
                assertThat(answer.code()).as(answer.message()).isBetween(200, 201);
            } else {
                assertThat(answer.message()).contains(wanted.refusal());
                assertThat(answer.code()).as(answer.message()).isIn(400, 422);
            }
        } finally {
            requests().delete(object);
        }
    }

    private Requests requests() {
        return new Requests(Objects.requireNonNull(server));
    }

    private static ResourceConverter converter() {
        ObjectConversion conversion = new ObjectConversion(ConversionSettings.aws());
        return (object, apiVersion) -> switch (conversion.convert(object, apiVersion)) {
            case ConversionOutcome.Converted(var result) -> result;
            case ConversionOutcome.Refused(var message) -> throw new IllegalArgumentException(message);
        };
    }

    private static String collection(ObjectNode object) {
        String namespace = Json.string(object, "metadata", "namespace");
        return "/apis/" + Json.string(object, "apiVersion")
                + (namespace.isEmpty() ? "/" : "/namespaces/" + namespace + "/")
                + Objects.requireNonNull(PLURALS.get(Json.string(object, "kind")));
    }
}
