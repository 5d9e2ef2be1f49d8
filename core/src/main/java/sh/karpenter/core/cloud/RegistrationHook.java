package sh.karpenter.core.cloud;

import java.time.Duration;
import java.util.Collections;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.model.node.NodeClaim;

/// Something of a provider that a machine which has joined waits for before it counts as registered: until then
/// its node keeps the taint that holds pods back.
public interface RegistrationHook {

    /// Its name, as conditions show it.
    String name();

    /// How far it is. Called until it is done; may block on the network.
    Progress check(NodeClaim claim);

    /// How far a hook is.
    sealed interface Progress {
        /// Nothing is waited for (any more).
        ///
        /// @param labels what the claim and its node are labelled with in addition
        record Done(SequencedMap<String, String> labels) implements Progress {
            public Done {
                labels = Collections.unmodifiableSequencedMap(new TreeMap<>(labels));
            }

            /// Done without anything to add.
            public static Done withoutLabels() {
                return new Done(Collections.emptySortedMap());
            }
        }

        /// Not yet, or it could not be found out.
        ///
        /// @param lookAgain when to ask again
        record Pending(Duration lookAgain) implements Progress {}
    }
}
