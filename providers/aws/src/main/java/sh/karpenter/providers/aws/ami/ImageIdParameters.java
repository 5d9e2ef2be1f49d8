package sh.karpenter.providers.aws.ami;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.providers.aws.cache.Caches;
import sh.karpenter.providers.aws.failure.AwsFailure;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;

/// Reads image ids from SSM parameters: AWS's own for a day, the user's for five minutes.
///
/// When SSM does not answer for a parameter that was read before, the old value holds on: a variant that went
/// missing would make the nodes that run it look drifted.
final class ImageIdParameters {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final Duration PUBLISHED_FOR = Duration.ofHours(24);
    private static final Duration CUSTOM_FOR = Duration.ofMinutes(5);

    private final SsmClient ssm;
    private final Cache<String, String> published;
    private final Cache<String, String> custom;
    private final Map<String, String> lastKnown = new ConcurrentHashMap<>();

    ImageIdParameters(SsmClient ssm, InstantSource clock) {
        this.ssm = ssm;
        this.published = Caches.expiring(PUBLISHED_FOR, clock);
        this.custom = Caches.expiring(CUSTOM_FOR, clock);
    }

    /// A parameter that AWS publishes, null when there is none or it may not be read.
    ///
    /// @throws SdkException when SSM does not answer and the value was never known
    @Nullable
    String published(String path) {
        return read(path, published);
    }

    /// A parameter that the user names, null when there is none, it may not be read, or it holds no image id.
    ///
    /// @throws SdkException when SSM does not answer and the value was never known
    @Nullable
    String custom(String nameOrArn) {
        String value = read(nameOrArn, custom);
        if (value != null && !value.startsWith("ami-")) {
            LOG.atWarn()
                    .addKeyValue("parameter", nameOrArn)
                    .addKeyValue("value", value)
                    .log("SSM parameter does not hold an image id");
            return null;
        }
        return value;
    }

    private @Nullable String read(String name, Cache<String, String> cache) {
        String cached = cache.getIfPresent(name);
        if (cached != null) {
            return cached;
        }
        try {
            String value = ssm.getParameter(
                            GetParameterRequest.builder().name(name).build())
                    .parameter()
                    .value();
            cache.put(name, value);
            if (!value.equals(lastKnown.put(name, value))) {
                LOG.atInfo()
                        .addKeyValue("parameter", name)
                        .addKeyValue("value", value)
                        .log("discovered ssm parameter");
            }
            return value;
        } catch (SdkException broken) {
            return withoutAnswer(name, broken);
        }
    }

    private @Nullable String withoutAnswer(String name, SdkException broken) {
        AwsFailure failure = AwsFailure.of(broken);
        if (failure.notFound()) {
            lastKnown.remove(name);
            return null;
        }
        String known = lastKnown.get(name);
        if (known == null && failure.transientFault()) {
            throw broken;
        }
        LOG.atWarn()
                .addKeyValue("parameter", name)
                .addKeyValue("error", failure.text())
                .log(known == null ? "cannot read SSM parameter" : "cannot read SSM parameter, keeping its value");
        return known;
    }

    /// The published parameters that are cached, with their image ids.
    Map<String, String> cachedPublished() {
        return new HashMap<>(published.asMap());
    }

    /// Forgets published parameters, so that they are read again.
    void forgetPublished(Collection<String> paths) {
        published.invalidateAll(paths);
    }
}
