package sh.karpenter.kube.api.conversion;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What conversion must know beyond the object.
///
/// @param nodeClassGroup group of a node class that a v1beta1 reference does not name
/// @param nodeClassKind kind of a node class that a v1beta1 reference does not name
/// @param expireAfterOfPool `expireAfter` of the pool with that name, null when there is no such pool; a
///     v1beta1 NodeClaim does not have one of its own
public record ConversionSettings(
        String nodeClassGroup, String nodeClassKind, Function<String, @Nullable String> expireAfterOfPool) {

    /// For clusters on AWS; pools are not looked up.
    public static ConversionSettings aws() {
        return aws(pool -> null);
    }

    /// For clusters on AWS.
    ///
    /// @param expireAfterOfPool finds `expireAfter` of the pool with that name
    public static ConversionSettings aws(Function<String, @Nullable String> expireAfterOfPool) {
        return new ConversionSettings("karpenter.k8s.aws", "EC2NodeClass", expireAfterOfPool);
    }
}
