package sh.karpenter.local.kubelets.api;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The requests of kubelets: one request each, without reading first.
public final class KubeletApi {
    private static final String FIELD_MANAGER = "?fieldManager=kubelet";
    private static final long PATIENCE_SECONDS = 30;

    private final HttpClient http;
    private final String server;

    public KubeletApi(KubernetesClient client) {
        this.http = client.getHttpClient();
        String url = client.getMasterUrl().toString();
        this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /// The server did not do what it was asked.
    public static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int code;

        RefusedException(int code, String message) {
            super(message);
            this.code = code;
        }

        /// The HTTP status code.
        public int code() {
            return code;
        }
    }

    /// Creates an object.
    ///
    /// @param collection the path, for example `/api/v1/nodes`
    public void create(String collection, ObjectNode object) throws IOException {
        send("POST", collection + FIELD_MANAGER, "application/json", object);
    }

    /// Creates an object unless one of that name is there.
    ///
    /// @return its uid, empty when it was there
    public String createIfAbsent(String collection, ObjectNode object) throws IOException {
        try {
            String created = send("POST", collection + FIELD_MANAGER, "application/json", object);
            return JsonMapper.shared()
                    .readTree(created)
                    .path("metadata")
                    .path("uid")
                    .asString("");
        } catch (RefusedException refused) {
            if (refused.code() != 409) {
                throw refused;
            }
            return "";
        }
    }

    /// Applies a strategic merge patch, so that conditions of others stay.
    public void patch(String path, ObjectNode patch) throws IOException {
        send("PATCH", path + FIELD_MANAGER, "application/strategic-merge-patch+json", patch);
    }

    /// Removes a pod for good.
    public void removePod(String namespace, String name, String uid) throws IOException {
        ObjectNode options = Json.object(
                "apiVersion",
                "v1",
                "kind",
                "DeleteOptions",
                "gracePeriodSeconds",
                0,
                "preconditions",
                Json.object("uid", uid));
        try {
            send("DELETE", podPath(namespace, name), "application/json", options);
        } catch (RefusedException refused) {
            if (refused.code() != 404 && refused.code() != 409) {
                throw refused;
            }
        }
    }

    /// The path of a pod.
    public static String podPath(String namespace, String name) {
        return "/api/v1/namespaces/" + namespace + "/pods/" + name;
    }

    private String send(String method, String path, String type, @Nullable ObjectNode body) throws IOException {
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(URI.create(server + path))
                .header("Accept", "application/json")
                .method(method, type, body == null ? "" : body.toString())
                .build();
        try {
            HttpResponse<String> response =
                    http.sendAsync(request, String.class).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (response.code() >= 300) {
                throw new RefusedException(
                        response.code(), method + " " + path + ": " + response.code() + " " + response.body());
            }
            return response.body();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException(method + " " + path + " failed", failed);
        }
    }
}
