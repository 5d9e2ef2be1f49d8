package sh.karpenter.kube.client.store;

import io.fabric8.kubernetes.api.model.Event;

/// Writes events about objects; nobody reads them back. Every method throws
/// [sh.karpenter.kube.client.ApiServerException] when the server does not take it.
public interface Events {

    /// Creates an event and gives it back as stored.
    Event create(Event event);

    /// Counts an event that was created before once more: sets its count and last time stamp.
    void repeat(Event stored, int count, String lastTimestamp);
}
