package sh.karpenter.kube.client.store;

import io.fabric8.kubernetes.api.model.Event;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.ResourceApi;
import sh.karpenter.kube.client.ResourceApi.PatchFormat;
import tools.jackson.databind.node.JsonNodeFactory;

/// Writes events; there is no cache of them.
final class EventWriter implements Events {
    private final ResourceApi<Event> api;

    EventWriter(ResourceApi<Event> api) {
        this.api = api;
    }

    @Override
    public Event create(Event event) {
        return api.create(event);
    }

    @Override
    public void repeat(Event stored, int count, String lastTimestamp) {
        var patch = JsonNodeFactory.instance.objectNode().put("count", count).put("lastTimestamp", lastTimestamp);
        api.patch(ObjectKey.of(stored), "", PatchFormat.MERGE, patch);
    }
}
