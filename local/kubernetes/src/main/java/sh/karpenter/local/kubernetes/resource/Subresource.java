package sh.karpenter.local.kubernetes.resource;

import java.util.List;

/// A subresource as discovery shows it.
///
/// @param name for example `status`
/// @param group group of the kind it takes and gives, when it is a foreign one, else empty
/// @param version version of that kind, else empty
/// @param kind for example `Scale`; empty for the kind of the resource itself
/// @param verbs in alphabetical order
public record Subresource(String name, String group, String version, String kind, List<String> verbs) {

    /// A subresource that shows the object itself, such as `status`.
    public static Subresource view(String name) {
        return new Subresource(name, "", "", "", List.of("get", "patch", "update"));
    }

    /// The `scale` subresource.
    public static Subresource scale() {
        return new Subresource("scale", "autoscaling", "v1", "Scale", List.of("get", "patch", "update"));
    }
}
