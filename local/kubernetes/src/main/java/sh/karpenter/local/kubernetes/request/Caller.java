package sh.karpenter.local.kubernetes.request;

import java.util.List;
import java.util.Map;

/// Who makes a request.
///
/// @param user user name
/// @param groups groups the user is in
/// @param uid uid of the user, empty when there is none
/// @param extra further properties
public record Caller(String user, List<String> groups, String uid, Map<String, List<String>> extra) {
    private static final Caller ADMINISTRATOR =
            new Caller("kubernetes-admin", List.of("system:masters", "system:authenticated"), "", Map.of());
    private static final Caller CLUSTER = new Caller(
            "system:kube-controller-manager", List.of("system:masters", "system:authenticated"), "", Map.of());

    /// Whether the caller may do everything, whatever the roles say.
    public boolean isMaster() {
        return groups.contains("system:masters");
    }

    /// The user that requests without credentials count as.
    public static Caller administrator() {
        return ADMINISTRATOR;
    }

    /// The embedded cluster's own controllers.
    public static Caller cluster() {
        return CLUSTER;
    }
}
