package sh.karpenter.local.kubernetes.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;

/// Plain HTTP requests to a server.
final class Requests {
    private final EmbeddedApiServer server;

    Requests(EmbeddedApiServer server) {
        this.server = server;
    }

    /// @param code the HTTP status
    /// @param body the answer
    record Answer(int code, JsonNode body) {
        String message() {
            return Json.string(body, "message");
        }
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, "application/json", "");
    }

    Answer post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, "application/json", body);
    }

    Answer put(String path, String body) throws IOException, InterruptedException {
        return send("PUT", path, "application/json", body);
    }

    Answer merge(String path, String body) throws IOException, InterruptedException {
        return send("PATCH", path, "application/merge-patch+json", body);
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send("DELETE", path, "application/json", "");
    }

    private Answer send(String method, String path, String type, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), Json.parse(answer.body()));
        }
    }
}
