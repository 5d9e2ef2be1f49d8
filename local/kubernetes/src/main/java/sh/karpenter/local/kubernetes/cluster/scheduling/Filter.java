package sh.karpenter.local.kubernetes.cluster.scheduling;

import org.jspecify.annotations.Nullable;

/// One reason why a pod may not go to a node.
interface Filter {

    /// Does the part of the work that is the same for all nodes.
    Preparation prepare(PodFacts pod, ClusterPicture picture);

    /// What preparing a filter for a pod can come to.
    sealed interface Preparation {
        /// The nodes have to be asked.
        record Ready(Check check) implements Preparation {}

        /// The filter has nothing to say about this pod.
        record Nothing() implements Preparation {}

        /// No node can take the pod.
        record Impossible(String message) implements Preparation {}

        static Preparation ready(Check check) {
            return new Ready(check);
        }

        static Preparation nothing() {
            return new Nothing();
        }
    }

    /// Asks one node.
    interface Check {
        /// Null when the node may take the pod.
        @Nullable
        Refusal refuse(NodeEntry node);
    }
}
