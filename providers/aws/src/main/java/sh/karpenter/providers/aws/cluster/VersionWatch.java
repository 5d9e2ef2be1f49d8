package sh.karpenter.providers.aws.cluster;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.providers.aws.ami.KubernetesVersion;
import sh.karpenter.providers.aws.failure.AwsFailure;
import software.amazon.awssdk.core.exception.SdkException;

/// Says once per version when the cluster's Kubernetes is one that nobody has tried with this release.
public final class VersionWatch implements Supplier<Requeue> {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    /// Source: Karpenter documentation, "Compatibility" (1.15).
    private static final int OLDEST_MINOR = 26;

    private static final int NEWEST_MINOR = 37;

    private final Supplier<KubernetesVersion> version;
    private String known = "";

    /// @param version asks for the version, by AWS or by the API server
    public VersionWatch(Supplier<KubernetesVersion> version) {
        this.version = version;
    }

    @Override
    public Requeue get() {
        try {
            KubernetesVersion now = version.get();
            if (!now.toString().equals(known)) {
                known = now.toString();
                LOG.atDebug().addKeyValue("version", known).log("discovered kubernetes version");
                if (!supported(now)) {
                    LOG.atError()
                            .addKeyValue("version", known)
                            .addKeyValue("supported", "1." + OLDEST_MINOR + " to 1." + NEWEST_MINOR)
                            .log("the Kubernetes version is not supported, things may not work");
                }
            }
            return Requeue.after(INTERVAL);
        } catch (SdkException broken) {
            LOG.atError().addKeyValue("error", AwsFailure.of(broken).text()).log("cannot read the Kubernetes version");
            return Requeue.backoff();
        }
    }

    /// Whether a version is one that this release was made for.
    static boolean supported(KubernetesVersion version) {
        return version.atLeast(OLDEST_MINOR) && !version.atLeast(NEWEST_MINOR + 1);
    }
}
