package sh.karpenter.local.kubernetes.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.node.ObjectNode;

class WebhookConverterTest {
    private HttpServer webhook;
    private String verdict = "Success";

    @BeforeEach
    void start() throws IOException {
        webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext("/convert", exchange -> {
            ObjectNode review =
                    (ObjectNode) Json.parse(exchange.getRequestBody().readAllBytes());
            ObjectNode request = Json.child(review, "request");
            ObjectNode object = (ObjectNode) Json.arrayAt(request, "objects").get(0);
            object.set("apiVersion", request.path("desiredAPIVersion"));
            ObjectNode response = review.putObject("response");
            response.set("uid", request.path("uid"));
            response.putObject("result").put("status", verdict).put("message", "no way back");
            response.putArray("convertedObjects").add(object);
            byte[] body = Json.bytes(review);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        webhook.start();
    }

    @AfterEach
    void stop() {
        webhook.stop(0);
    }

    @Test
    void asksTheAddressThatTheDefinitionNames() {
        ObjectNode settings = Json.object();
        settings.putObject("clientConfig").put("url", address() + "/convert");
        WebhookConverter converter = new WebhookConverter(settings, (namespace, name, port) -> null);
        assertThat(converter.convert(Json.object().put("apiVersion", "demo.io/v1beta1"), "demo.io/v1"))
                .isEqualTo(Json.parse("{\"apiVersion\": \"demo.io/v1\"}"));
    }

    @Test
    void findsAServiceByTheResolver() {
        WebhookConverter converter = new WebhookConverter(service(), (namespace, name, port) -> URI.create(address()));
        assertThat(converter.convert(Json.object(), "demo.io/v1").has("apiVersion"))
                .isTrue();
    }

    @Test
    void saysThatAServiceCannotBeReached() {
        WebhookConverter converter = new WebhookConverter(service(), (namespace, name, port) -> null);
        assertThatThrownBy(() -> converter.convert(Json.object(), "demo.io/v1"))
                .hasMessage("service kube-system/converter is not reachable from the local cluster. Maybe register a"
                        + " converter for the kind instead.");
    }

    @Test
    void passesOnWhyAConversionFailed() {
        verdict = "Failed";
        WebhookConverter converter = new WebhookConverter(service(), (namespace, name, port) -> URI.create(address()));
        assertThatThrownBy(() -> converter.convert(Json.object(), "demo.io/v1")).hasMessage("no way back");
    }

    private String address() {
        return "http://127.0.0.1:" + webhook.getAddress().getPort();
    }

    private static ObjectNode service() {
        ObjectNode settings = Json.object();
        settings.putObject("clientConfig")
                .putObject("service")
                .put("namespace", "kube-system")
                .put("name", "converter")
                .put("path", "/convert");
        return settings;
    }
}
