package sh.karpenter.providers.aws.ami;

/// A Kubernetes version, as far as images care.
///
/// @param major 1
/// @param minor for example 35
public record KubernetesVersion(int major, int minor) {

    /// Reads `1.35`, `1.35.2` or `1.35+`.
    ///
    /// @throws IllegalArgumentException for any other text
    public static KubernetesVersion parse(String text) {
        String[] parts = text.replaceFirst("^v", "").split("\\.", -1);
        try {
            return new KubernetesVersion(
                    Integer.parseInt(parts[0]), Integer.parseInt(parts[1].replaceAll("[^0-9].*$", "")));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException notAVersion) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a Kubernetes version such as 1.35", notAVersion);
        }
    }

    /// Whether it is that minor version of Kubernetes 1 or a later one.
    public boolean atLeast(int otherMinor) {
        return major > 1 || minor >= otherMinor;
    }

    /// `1.35`
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
