package sh.karpenter.kube.api.aws;

import org.jspecify.annotations.Nullable;

/// How the NVIDIA DRA driver was told to share a GPU, as the user declares it with the annotation
/// [AwsNames#ANNOTATION_NVIDIA_CONSUMABLE_CAPACITY]; the controller cannot see the driver's configuration
/// itself.
public sealed interface GpuSharing {

    /// A GPU serves one claim.
    record Unshared() implements GpuSharing {}

    /// Shared by memory.
    ///
    /// @param wholeByDefault whether a claim without a memory request takes all of it, else none
    record ByMemory(boolean wholeByDefault) implements GpuSharing {}

    /// A fixed number of shares per GPU.
    ///
    /// @param shares 1 or more
    record Shares(long shares) implements GpuSharing {}

    /// The annotation is not understood; GPUs count as unshared until it is mended.
    ///
    /// @param message names the annotation, its value and the accepted ones
    record Invalid(String message) implements GpuSharing {}

    /// Reads the annotation's value, null when it is absent.
    static GpuSharing of(@Nullable String value) {
        return switch (value == null ? "" : value) {
            case "", "disabled" -> new Unshared();
            case "memory" -> new ByMemory(true);
            case "unlimited" -> new ByMemory(false);
            case String text -> shares(text);
        };
    }

    private static GpuSharing shares(String text) {
        try {
            long shares = Long.parseLong(text);
            if (shares >= 1 && !text.startsWith("+")) {
                return new Shares(shares);
            }
        } catch (NumberFormatException e) {
            // Falls through: it is neither a word we know nor a number.
        }
        return new Invalid("annotation " + AwsNames.ANNOTATION_NVIDIA_CONSUMABLE_CAPACITY + " is \"" + text
                + "\", expected disabled, memory, unlimited or a number of shares from 1");
    }
}
