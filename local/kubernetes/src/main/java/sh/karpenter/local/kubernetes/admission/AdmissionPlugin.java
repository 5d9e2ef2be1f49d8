package sh.karpenter.local.kubernetes.admission;

/// One rule that sees writes on their way to the store.
public interface AdmissionPlugin {

    /// Completes the object before it is validated.
    ///
    /// @throws sh.karpenter.local.kubernetes.access.ApiException to refuse the write
    default void mutate(AdmissionRequest request) {}

    /// Judges the object as it will be stored.
    ///
    /// @throws sh.karpenter.local.kubernetes.access.ApiException to refuse the write
    default void validate(AdmissionRequest request) {}
}
