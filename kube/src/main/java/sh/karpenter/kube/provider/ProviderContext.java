package sh.karpenter.kube.provider;

import java.time.InstantSource;
import java.util.Collections;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.kube.client.store.ClusterStores;

/// What the process offers to a provider.
///
/// @param settings by the name of their environment variable, flags already merged over the environment
/// @param clock the time
/// @param stores the objects of the cluster
/// @param events where events go
/// @param meters where measurements go
/// @param cluster what nodes must know of the cluster
public record ProviderContext(
        SequencedMap<String, String> settings,
        InstantSource clock,
        ClusterStores stores,
        EventSink events,
        MeterSink meters,
        ClusterFacts cluster) {

    public ProviderContext {
        settings = Collections.unmodifiableSequencedMap(new TreeMap<>(settings));
    }
}
