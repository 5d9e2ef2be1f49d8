package sh.karpenter.local.kubernetes.logs;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Lazy;
import sh.karpenter.local.kubernetes.object.Metadata;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Asks the kubelet of the pod's node, as a real API server does, when the node says on which port it listens
/// (`status.daemonEndpoints.kubeletEndpoint.Port`). HTTPS unless the node has the annotation
/// `local.karpenter.sh/kubelet-scheme: http`. Certificates of kubelets are not checked, as in clusters
/// without a kubelet certificate authority.
public final class KubeletLogs implements PodLogs {
    private static final String SCHEME = "local.karpenter.sh/kubelet-scheme";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Lazy<HttpClient> client = new Lazy<>(KubeletLogs::newClient);

    @Override
    public @Nullable InputStream open(LogRequest request) throws IOException {
        ObjectNode node = request.node();
        Long port = Json.number(node, "status", "daemonEndpoints", "kubeletEndpoint", "Port");
        String address = kubeletAddress(node);
        if (node == null || port == null || port == 0 || address.isEmpty()) {
            return null;
        }
        String scheme = Metadata.annotations(node).getOrDefault(SCHEME, "https");
        URI uri = URI.create(scheme + "://" + address + ":" + port + "/containerLogs/"
                + Metadata.namespace(request.pod()) + "/" + Metadata.name(request.pod()) + "/" + request.container()
                + (request.query().isEmpty() ? "" : "?" + request.query()));
        try {
            HttpResponse<InputStream> answer =
                    client.get().send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                String text = new String(answer.body().readNBytes(1000), StandardCharsets.UTF_8);
                throw new IOException("Get \"" + uri + "\": status " + answer.statusCode() + ": " + text.strip());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + uri, e);
        }
    }

    /// Where the kubelet can be reached. A simulated node's own address leads nowhere, so it gives the one
    /// of its kubelet as external name; a real API server is told with
    /// `--kubelet-preferred-address-types=ExternalDNS,InternalIP`.
    private static String kubeletAddress(@Nullable ObjectNode node) {
        for (String type : List.of("ExternalDNS", "InternalIP")) {
            for (JsonNode address : Json.arrayAt(node, "status", "addresses")) {
                if (Json.string(address, "type").equals(type)) {
                    return Json.string(address, "address");
                }
            }
        }
        return "";
    }

    private static HttpClient newClient() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAnyKubelet()}, new SecureRandom());
            return HttpClient.newBuilder()
                    .connectTimeout(CONNECT_TIMEOUT)
                    .sslContext(context)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has TLS", e);
        }
    }

    /// Kubelets serve self-signed certificates.
    private static final class TrustAnyKubelet extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
