package sh.karpenter.local.kubernetes.admission;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Claims without a class get the default one; claims and volumes get the finalizer that protects them while
/// in use.
public final class StorageSetup implements AdmissionPlugin {
    private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";

    private final ObjectReader reader;

    public StorageSetup(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode claim = request.created("persistentvolumeclaims");
        if (claim != null) {
            protect(claim, "kubernetes.io/pvc-protection");
            ObjectNode spec = Json.child(claim, "spec");
            @Nullable ObjectNode standard = defaultClass();
            if (spec.get("storageClassName") == null && standard != null) {
                spec.put("storageClassName", Metadata.name(standard));
            }
        }
        ObjectNode volume = request.created("persistentvolumes");
        if (volume != null) {
            protect(volume, "kubernetes.io/pv-protection");
        }
    }

    private @Nullable ObjectNode defaultClass() {
        return reader.list("storageclasses.storage.k8s.io", null).stream()
                .filter(candidate -> Metadata.annotations(candidate)
                        .getOrDefault(DEFAULT, "")
                        .equals("true"))
                .max(Comparator.comparing(
                                (ObjectNode candidate) -> Json.string(candidate, "metadata", "creationTimestamp"))
                        .thenComparing(Metadata::name, Comparator.reverseOrder()))
                .orElse(null);
    }

    private static void protect(ObjectNode object, String finalizer) {
        ObjectNode metadata = Metadata.of(object);
        ArrayNode finalizers =
                metadata.get("finalizers") instanceof ArrayNode present ? present : metadata.putArray("finalizers");
        for (JsonNode present : finalizers) {
            if (present.asString("").equals(finalizer)) {
                return;
            }
        }
        finalizers.add(finalizer);
    }
}
