package sh.karpenter.kube.provider;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.InstantSource;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What the process offers to a provider.
public interface ProviderContext {

    /// Settings by the name of their environment variable, flags already merged over the environment.
    SequencedMap<String, String> settings();

    /// The time.
    InstantSource clock();

    /// The objects of a cluster-scoped kind. Reads come from a watch cache that is filled before the first loop
    /// runs.
    <T extends HasMetadata> ObjectStore<T> objects(Class<T> kind);

    /// Where events go.
    EventSink events();

    /// Where measurements go.
    MeterSink meters();

    /// The API server's version as `major.minor`, for example `1.35`.
    String kubernetesVersion();

    /// The address under which nodes reach the API server, null when not known.
    @Nullable
    String clusterEndpoint();

    /// The API server's certificate authority as base64 of PEM, null when the client trusts it otherwise.
    @Nullable
    String certificateAuthority();

    /// The cluster IP of the Service kube-system/kube-dns, null when there is none.
    @Nullable
    String dnsAddress();
}
