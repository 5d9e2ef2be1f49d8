package sh.karpenter.app.demo;

import java.util.List;

/// The cluster as the demo uses it: the requests that kubectl would make, and what it would show.
public interface DemoCluster {

    /// Applies the manifests of a classpath resource, as `kubectl apply -f`.
    void apply(String resource);

    /// Whether the node pool is ready to launch nodes; when not, why.
    Readiness nodePoolReadiness();

    /// Sets the number of replicas, as `kubectl scale`.
    void scale(int replicas);

    /// How far the workload is.
    Workload workload();

    /// The launched nodes, in order of name.
    List<DemoNode> nodes();

    /// Whether something is ready, and if not, why.
    ///
    /// @param ready whether it is
    /// @param reason why it is not, empty when it is
    record Readiness(boolean ready, String reason) {}

    /// The state of the workload.
    ///
    /// @param wanted replicas asked for
    /// @param existing pods that exist, those that are stopping included
    /// @param ready pods that are ready and not stopping
    record Workload(int wanted, int existing, int ready) {
        /// Whether exactly the wanted pods exist and are ready.
        boolean settled() {
            return existing == wanted && ready == wanted;
        }
    }
}
