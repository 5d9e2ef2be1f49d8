package sh.karpenter.core.model.workload;

import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelSelector;

/// Which pods a service sends to, or a workload controller counts as its own.
///
/// @param kind what has the selector
/// @param namespace its namespace
/// @param name its name
/// @param selector the pods; of a service, or a replication controller, without expressions
public record WorkloadSelector(Kind kind, String namespace, String name, LabelSelector selector) {

    /// What has a selector.
    public enum Kind {
        SERVICE("v1", "Service"),
        REPLICATION_CONTROLLER("v1", "ReplicationController"),
        REPLICA_SET("apps/v1", "ReplicaSet"),
        STATEFUL_SET("apps/v1", "StatefulSet");

        private final String apiVersion;
        private final String kind;

        Kind(String apiVersion, String kind) {
            this.apiVersion = apiVersion;
            this.kind = kind;
        }

        /// The kind of an owner of pods, null when it is none of these.
        public static @Nullable Kind of(PodOwner owner) {
            for (Kind candidate : values()) {
                if (candidate.apiVersion.equals(owner.apiVersion()) && candidate.kind.equals(owner.kind())) {
                    return candidate;
                }
            }
            return null;
        }
    }

    /// Tells it from all others and puts them in order: `kind/namespace/name`.
    public static String key(Kind kind, String namespace, String name) {
        return kind + "/" + namespace + "/" + name;
    }
}
