package sh.karpenter.core.disruption.candidate;

import java.util.List;

/// Why a node is not a candidate, as data; [#message] makes the text of events.
public sealed interface Skip {

    /// The text of the event, beginning with a small letter and without a full stop.
    String message();

    /// A command under way already holds it. No event.
    record Queued() implements Skip {
        @Override
        public String message() {
            return "node is already being disrupted";
        }
    }

    /// It has no claim of ours. No event, there is nobody to tell.
    record NotManaged() implements Skip {
        @Override
        public String message() {
            return "node isn't managed by karpenter";
        }
    }

    /// Its machine has not joined.
    record NoNode() implements Skip {
        @Override
        public String message() {
            return "nodeclaim does not have an associated node";
        }
    }

    /// It is being rebooted.
    record Rebooting() implements Skip {
        @Override
        public String message() {
            return "node is rebooting";
        }
    }

    /// It is going away already.
    record Deleting() implements Skip {
        @Override
        public String message() {
            return "node is deleting or marked for deletion";
        }
    }

    /// It is not ready for work yet.
    ///
    /// @param registered whether it has registered at least
    record NotInitialized(boolean registered) implements Skip {
        @Override
        public String message() {
            return registered ? "node isn't initialized" : "node isn't initialized nor registered";
        }
    }

    /// Pods are about to be bound to it.
    record Nominated() implements Skip {
        @Override
        public String message() {
            return "node is nominated for a pending pod";
        }
    }

    /// Its annotation forbids it.
    record DoNotDisrupt() implements Skip {
        @Override
        public String message() {
            return "disruption is blocked through the \"karpenter.sh/do-not-disrupt\" annotation";
        }
    }

    /// It has no label that names its pool.
    record NoPoolLabel() implements Skip {
        @Override
        public String message() {
            return "node doesn't have required label \"karpenter.sh/nodepool\"";
        }
    }

    /// Its pool is not known.
    ///
    /// @param pool name of the pool
    record PoolNotFound(String pool) implements Skip {
        @Override
        public String message() {
            return "NodePool not found (NodePool=" + pool + ")";
        }
    }

    /// The catalogue of its pool is not known or empty. The event is that of a pool that is not found, as
    /// Karpenter's.
    ///
    /// @param pool name of the pool
    record NoInstanceTypes(String pool) implements Skip {
        @Override
        public String message() {
            return "NodePool not found (NodePool=" + pool + ")";
        }
    }

    /// A pod's annotation forbids it.
    ///
    /// @param pod `namespace/name`
    record PodDoNotDisrupt(String pod) implements Skip {
        @Override
        public String message() {
            return "pod has \"karpenter.sh/do-not-disrupt\" annotation (Pod=" + pod + ")";
        }
    }

    /// A pod cannot be evicted now.
    ///
    /// @param pod `namespace/name`
    /// @param budgets the pod disruption budgets in the way, as `namespace/name`
    record PodBudget(String pod, List<String> budgets) implements Skip {
        public PodBudget {
            budgets = List.copyOf(budgets);
        }

        @Override
        public String message() {
            String what = budgets.size() > 1 ? "eviction does not support multiple PDBs" : "pdb prevents pod evictions";
            return what + " (Pod=" + pod + ", PodDisruptionBudget=" + String.join(", ", budgets) + ")";
        }
    }
}
