package sh.karpenter.local.kubernetes.admission;

import java.util.List;

/// The admission rules that are always on, in their order.
public final class BuiltInAdmission {
    private BuiltInAdmission() {}

    /// The rules over the objects that the reader shows.
    public static List<AdmissionPlugin> all(ObjectReader reader) {
        return List.of(
                new NamespaceLifecycle(reader),
                new LimitRanges(reader),
                new PodSetup(reader),
                new PodPriority(reader),
                new PodTolerations(),
                new NodeSetup(),
                new ServiceAddresses(reader),
                new StorageSetup(reader),
                new JobSetup());
    }
}
