package sh.karpenter.local.kubernetes.crd;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Lazy;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Converts by asking the webhook that a definition names, with a ConversionReview of version v1.
public final class WebhookConverter implements ResourceConverter {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ObjectNode webhook;
    private final ServiceResolver services;
    private final Lazy<HttpClient> client;

    /// @param webhook `spec.conversion.webhook` of the definition
    WebhookConverter(ObjectNode webhook, ServiceResolver services) {
        this.webhook = webhook;
        this.services = services;
        this.client = new Lazy<>(this::newClient);
    }

    /// Finds where a service can be reached: the local cluster has no service network of its own.
    @FunctionalInterface
    public interface ServiceResolver {

        /// The base address of a service, or null when it is not known.
        @Nullable
        URI resolve(String namespace, String name, int port);
    }

    @Override
    public ObjectNode convert(ObjectNode object, String apiVersion) {
        ObjectNode review = Json.object();
        review.put("kind", "ConversionReview").put("apiVersion", "apiextensions.k8s.io/v1");
        String uid = UUID.randomUUID().toString();
        ObjectNode request = review.putObject("request");
        request.put("uid", uid).put("desiredAPIVersion", apiVersion);
        request.putArray("objects").add(object);
        JsonNode response = Json.at(send(review), "response");
        if (!Json.string(response, "uid").equals(uid)) {
            throw new IllegalStateException(
                    "expected response.uid=\"" + uid + "\", got \"" + Json.string(response, "uid") + "\"");
        }
        if (!Json.string(response, "result", "status").equals("Success")) {
            throw new IllegalStateException(Json.string(response, "result", "message"));
        }
        if (Json.arrayAt(response, "convertedObjects").get(0) instanceof ObjectNode converted) {
            return converted;
        }
        throw new IllegalStateException("expected 1 converted object, got none");
    }

    private JsonNode send(ObjectNode review) {
        HttpRequest request = HttpRequest.newBuilder(address())
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(review)))
                .build();
        try {
            HttpResponse<byte[]> answer = client.get().send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        "the webhook at " + request.uri() + " answered with status " + answer.statusCode());
            }
            return Json.parse(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException("Post \"" + request.uri() + "\": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + request.uri(), e);
        }
    }

    private URI address() {
        String url = Json.string(webhook, "clientConfig", "url");
        if (!url.isEmpty()) {
            return URI.create(url);
        }
        ObjectNode service = Json.objectAt(webhook, "clientConfig", "service");
        if (service == null) {
            throw new IllegalStateException("the definition names neither a URL nor a service for its webhook");
        }
        Long port = Json.number(service, "port");
        String namespace = Json.string(service, "namespace");
        String name = Json.string(service, "name");
        URI base = services.resolve(namespace, name, port == null ? 443 : port.intValue());
        if (base == null) {
            throw new IllegalStateException("service " + namespace + "/" + name
                    + " is not reachable from the local cluster. Maybe register a converter for the kind instead.");
        }
        return base.resolve(Json.string(service, "path"));
    }

    private HttpClient newClient() {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        String bundle = Json.string(webhook, "clientConfig", "caBundle");
        if (!bundle.isEmpty()) {
            builder.sslContext(trusting(Base64.getMimeDecoder().decode(bundle)));
        }
        return builder.build();
    }

    private static SSLContext trusting(byte[] certificates) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int at = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(certificates))) {
                trusted.setCertificateEntry("ca-" + at++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the caBundle of the webhook is not usable: " + e.getMessage(), e);
        }
    }
}
