package sh.karpenter.controllers.nodeclaim.lifecycle;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.List;
import java.util.SequencedMap;

/// What a claim needs next on its way to a node that is ready.
public sealed interface LifecycleStep {

    /// Bind the claim to the finalizer: only then may anything be launched for it.
    record Protect() implements LifecycleStep {}

    /// Ask the provider for a machine.
    record Launch() implements LifecycleStep {}

    /// The launch failed and is to be tried again with growing pauses.
    record LaunchAgain() implements LifecycleStep {}

    /// The machine has not joined yet.
    ///
    /// @param patience how long it may still take
    record AwaitNode(Duration patience) implements LifecycleStep {}

    /// Several nodes claim to be the machine; none is taken.
    ///
    /// @param patience how long the claim is kept
    record RejectNodes(Duration patience) implements LifecycleStep {}

    /// Nothing can be done but to wait for the end of the claim's patience.
    ///
    /// @param patience how long the claim is kept
    record AwaitTimeout(Duration patience) implements LifecycleStep {}

    /// The machine has joined: ask the provider whether something has to be waited for.
    record AskHooks() implements LifecycleStep {}

    /// Hooks of the provider are not done: give the node what the claim promises, but hold pods back.
    ///
    /// @param node the node
    /// @param taintMissing as in [Register]
    /// @param hooks names of the hooks
    /// @param pause when to ask them again
    record AwaitHooks(Node node, boolean taintMissing, List<String> hooks, Duration pause) implements LifecycleStep {
        public AwaitHooks {
            hooks = List.copyOf(hooks);
        }
    }

    /// The machine has joined: give its node what the claim promises.
    ///
    /// @param node the node
    /// @param taintMissing whether neither the unregistered taint nor the registered label is there, so that
    ///     pods may have come too early
    /// @param labels what hooks of the provider add to the claim
    record Register(Node node, boolean taintMissing, SequencedMap<String, String> labels) implements LifecycleStep {}

    /// The node is registered, but not ready for pods yet.
    ///
    /// @param reason of the condition Initialized
    /// @param message of the condition Initialized
    record AwaitInitialization(String reason, String message) implements LifecycleStep {}

    /// The node is ready for pods.
    ///
    /// @param node the node
    record Initialize(Node node) implements LifecycleStep {}

    /// It has taken too long: delete the claim, so that its pods are planned anew.
    ///
    /// @param timeouts which patience ended; a launch that failed for long enough has not registered in time either
    record GiveUp(List<Timeout> timeouts) implements LifecycleStep {
        public GiveUp {
            timeouts = List.copyOf(timeouts);
        }
    }

    /// Nothing to do before something changes.
    record Rest() implements LifecycleStep {}

    /// How long each stage may take.
    enum Timeout {
        /// From the claim's creation to a launched machine.
        LAUNCH(Duration.ofMinutes(5), "launch_timeout"),
        /// From the claim's creation to a registered node.
        REGISTRATION(Duration.ofMinutes(15), "registration_timeout");

        private final Duration limit;
        private final String reason;

        Timeout(Duration limit, String reason) {
            this.limit = limit;
            this.reason = reason;
        }

        /// How long it may take.
        public Duration limit() {
            return limit;
        }

        /// The reason in metrics.
        public String reason() {
            return reason;
        }
    }
}
