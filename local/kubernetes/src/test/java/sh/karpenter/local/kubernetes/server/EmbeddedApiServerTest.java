package sh.karpenter.local.kubernetes.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.access.ApiAccess;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class EmbeddedApiServerTest {

    @Test
    void saysWhichPortIsInUse() throws Exception {
        try (EmbeddedApiServer first = EmbeddedApiServer.builder().start()) {
            int port = first.address().getPort();
            assertThatThrownBy(() -> EmbeddedApiServer.builder().port(port).start())
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("Port " + port + " of 127.0.0.1 is in use");
        }
    }

    @Test
    void whatOneClientCreatesAnInProcessWatcherSees() throws Exception {
        try (EmbeddedApiServer server = EmbeddedApiServer.builder().start()) {
            ApiAccess access = server.access();
            ResourceKind configMaps = Objects.requireNonNull(access.resource("", "configmaps"));
            LinkedBlockingQueue<Change> changes = new LinkedBlockingQueue<>();
            try (AutoCloseable watch = access.watch(configMaps, changes::add)) {
                HttpResponse<String> answer = send(server, "POST", "/api/v1/namespaces/default/configmaps", """
                    {"metadata": {"name": "settings"}, "data": {"mode": "fast"}}\
                    """);
                assertThat(answer.statusCode()).isEqualTo(201);
                Change change = changes.poll(10, TimeUnit.SECONDS);
                assertThat(change).isNotNull();
                assertThat(change.type()).isEqualTo(Change.Type.ADDED);
                assertThat(Metadata.name(change.object())).isEqualTo("settings");
                assertThat(watch).isNotNull();
            }
        }
    }

    @Test
    void refusesAnUpdateOfAStaleObject() throws Exception {
        try (EmbeddedApiServer server = EmbeddedApiServer.builder().start()) {
            String path = "/api/v1/namespaces/default/configmaps";
            ObjectNode created = (ObjectNode) Json.parse(send(server, "POST", path, "{\"metadata\":{\"name\":\"a\"}}")
                    .body());
            ObjectNode first = created.deepCopy();
            first.putObject("data").put("x", "1");
            assertThat(send(server, "PUT", path + "/a", Json.text(first)).statusCode())
                    .isEqualTo(200);
            HttpResponse<String> second = send(server, "PUT", path + "/a", Json.text(created));
            JsonNode status = Json.parse(second.body());
            assertThat(second.statusCode()).isEqualTo(409);
            assertThat(Json.string(status, "message"))
                    .isEqualTo("Operation cannot be fulfilled on configmaps \"a\": the object has been modified;"
                            + " please apply your changes to the latest version and try again");
        }
    }

    @Test
    void saysThatNothingRunsInItsContainers() throws Exception {
        try (EmbeddedApiServer server = EmbeddedApiServer.builder().start()) {
            for (String path : new String[] {"exec", "attach", "portforward", "proxy/metrics"}) {
                var answer = send(server, "POST", "/api/v1/namespaces/default/pods/web/" + path, "");
                assertThat(answer.statusCode()).as(path).isEqualTo(405);
                assertThat(Json.string(Json.parse(answer.body()), "message"))
                        .contains("is not supported by the local cluster");
            }
        }
    }

    private static HttpResponse<String> send(EmbeddedApiServer server, String method, String path, String body)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
