package sh.karpenter.local.kubernetes.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.object.Timestamps;
import sh.karpenter.local.kubernetes.request.Caller;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Issues and checks service account tokens: JSON web tokens signed with a key that lives as long as the
/// server.
public final class Tokens {
    private static final long DEFAULT_SECONDS = 3600;
    private static final long LEAST_SECONDS = 600;
    private static final String HEADER = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));

    private final SecretKeySpec key;
    private final InstantSource clock;

    public Tokens(InstantSource clock) {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
        this.clock = clock;
    }

    /// Completes a `TokenRequest` for a service account.
    ObjectNode issue(ObjectNode account, ObjectNode request) {
        Long asked = Json.number(request, "spec", "expirationSeconds");
        long seconds = asked == null ? DEFAULT_SECONDS : asked;
        if (seconds < LEAST_SECONDS) {
            throw ApiErrors.invalid(
                    "TokenRequest.authentication.k8s.io",
                    "",
                    List.of(FieldError.invalid(
                            "spec.expirationSeconds",
                            Json.at(request, "spec", "expirationSeconds"),
                            "may not specify a duration less than 10 minutes")));
        }
        Instant now = clock.instant();
        Instant expires = now.plusSeconds(seconds);
        String namespace = Metadata.namespace(account);
        String name = Metadata.name(account);
        ObjectNode claims = Json.object();
        claims.put("exp", expires.getEpochSecond());
        claims.put("iat", now.getEpochSecond());
        claims.put("iss", "https://kubernetes.default.svc.cluster.local");
        claims.put("sub", "system:serviceaccount:" + namespace + ":" + name);
        claims.put("uid", Metadata.uid(account));
        String body = HEADER + "." + encode(Json.bytes(claims));
        ObjectNode answer = request.deepCopy();
        ObjectNode metadata = Metadata.of(answer);
        metadata.put("name", name).put("namespace", namespace);
        Json.child(answer, "spec").put("expirationSeconds", seconds);
        answer.putObject("status")
                .put("expirationTimestamp", Timestamps.seconds(expires))
                .put("token", body + "." + encode(sign(body)));
        return answer;
    }

    /// The service account that a token stands for, or null when the token is not one of ours or has expired.
    public @Nullable Caller check(String token) {
        int end = token.lastIndexOf('.');
        int start = token.indexOf('.');
        if (end <= start) {
            return null;
        }
        try {
            byte[] signature = Base64.getUrlDecoder().decode(token.substring(end + 1));
            if (!MessageDigest.isEqual(signature, sign(token.substring(0, end)))) {
                return null;
            }
            JsonNode claims = Json.parse(Base64.getUrlDecoder().decode(token.substring(start + 1, end)));
            Long expires = Json.number(claims, "exp");
            if (expires == null || expires < clock.instant().getEpochSecond()) {
                return null;
            }
            String user = Json.string(claims, "sub");
            String namespace = user.split(":", -1)[2];
            List<String> groups =
                    List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated");
            return new Caller(user, groups, Json.string(claims, "uid"), Map.of());
        } catch (IllegalArgumentException | JacksonException e) {
            return null;
        }
    }

    private byte[] sign(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
