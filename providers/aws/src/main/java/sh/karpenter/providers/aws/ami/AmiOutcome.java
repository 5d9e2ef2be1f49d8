package sh.karpenter.providers.aws.ami;

import java.util.List;
import sh.karpenter.kube.api.aws.ResolvedAmi;

/// What became of a look for images.
public sealed interface AmiOutcome {

    /// The images found.
    ///
    /// @param amis newest first; empty when nothing matches
    record Found(List<ResolvedAmi> amis) implements AmiOutcome {
        public Found {
            amis = List.copyOf(amis);
        }
    }

    /// No image can have the alias; nothing but another alias helps.
    ///
    /// @param message says why, and what else there is
    record UnsupportedAlias(String message) implements AmiOutcome {}
}
