package sh.karpenter.local.kubernetes.admission;

import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import tools.jackson.databind.node.ObjectNode;

/// Gives a pod the priority of its class, or of the default class, or 0.
public final class PodPriority implements AdmissionPlugin {
    private static final String CLASSES = "priorityclasses.scheduling.k8s.io";

    private final ObjectReader reader;

    public PodPriority(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode pod = request.created("pods");
        if (pod == null) {
            return;
        }
        ObjectNode spec = Json.child(pod, "spec");
        String name = Json.string(spec, "priorityClassName");
        @Nullable ObjectNode found = name.isEmpty() ? defaultClass() : reader.get(CLASSES, "", name);
        if (!name.isEmpty() && found == null) {
            throw request.forbidden("no PriorityClass with name " + name + " was found");
        }
        if (found != null) {
            spec.put("priorityClassName", Metadata.name(found));
        }
        long priority = value(found);
        Long explicit = Json.number(spec, "priority");
        if (explicit != null && explicit != priority) {
            throw request.forbidden("the integer value of priority (" + explicit
                    + ") must not be provided in pod spec; priority admission controller computed " + priority
                    + " from the given PriorityClass name");
        }
        spec.put("priority", priority);
        String policy = Json.string(found, "preemptionPolicy");
        Json.setIfAbsent(spec, "preemptionPolicy", policy.isEmpty() ? "PreemptLowerPriority" : policy);
    }

    private @Nullable ObjectNode defaultClass() {
        ObjectNode lowest = null;
        for (ObjectNode candidate : reader.list(CLASSES, null)) {
            if (Json.isTrue(candidate, "globalDefault") && (lowest == null || value(candidate) < value(lowest))) {
                lowest = candidate;
            }
        }
        return lowest;
    }

    private static long value(@Nullable ObjectNode priorityClass) {
        Long value = Json.number(priorityClass, "value");
        return value == null ? 0 : value;
    }
}
