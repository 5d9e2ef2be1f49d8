package sh.karpenter.kube.api.crd;

import org.jspecify.annotations.Nullable;

/// Who translates between the versions of a kind.
public sealed interface VersionConversion {

    /// Nobody. Then only the storage version is served, because the API server would hand out objects of one
    /// version under the name of the other.
    record None() implements VersionConversion {}

    /// A web server that answers ConversionReview requests.
    ///
    /// @param url where to post them, `https://...`
    /// @param caBundle certificates to trust, PEM in base64; null for those of the system
    record WebhookAt(String url, @Nullable String caBundle) implements VersionConversion {}

    /// A service of the cluster that answers ConversionReview requests.
    ///
    /// @param namespace namespace of the service
    /// @param name name of the service
    /// @param port its port
    /// @param path path to post to
    /// @param caBundle certificates to trust, PEM in base64; null when another program fills it in
    record WebhookService(
            String namespace,
            String name,
            int port,
            String path,
            @Nullable String caBundle) implements VersionConversion {}
}
