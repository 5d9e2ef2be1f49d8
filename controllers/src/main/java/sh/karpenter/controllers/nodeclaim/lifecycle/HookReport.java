package sh.karpenter.controllers.nodeclaim.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.RegistrationHook;
import sh.karpenter.core.model.node.NodeClaim;

/// What the provider's registration hooks say about a claim.
///
/// @param labels what the claim is labelled with in addition
/// @param pending names of the hooks that are not done, in the provider's order
/// @param lookAgain when the first of them wants to be asked again, null when all are done
record HookReport(
        SequencedMap<String, String> labels,
        List<String> pending,
        @Nullable Duration lookAgain) {
    HookReport {
        labels = Collections.unmodifiableSequencedMap(new TreeMap<>(labels));
        pending = List.copyOf(pending);
    }

    /// Asks all hooks.
    static HookReport of(List<RegistrationHook> hooks, NodeClaim claim) {
        var labels = new TreeMap<String, String>();
        var pending = new ArrayList<String>();
        Duration lookAgain = null;
        for (RegistrationHook hook : hooks) {
            switch (hook.check(claim)) {
                case RegistrationHook.Progress.Done(var added) -> labels.putAll(added);
                case RegistrationHook.Progress.Pending(var pause) -> {
                    pending.add(hook.name());
                    lookAgain = lookAgain == null || pause.compareTo(lookAgain) < 0 ? pause : lookAgain;
                }
            }
        }
        return new HookReport(labels, pending, lookAgain);
    }
}
