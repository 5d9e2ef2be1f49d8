package sh.karpenter.kube.provider;

import java.util.List;
import sh.karpenter.core.cloud.NodeClassKind;

/// Opens a cloud provider. Implementations are found by [java.util.ServiceLoader] and chosen by their name; that is
/// the only discovery in the project, and tests construct providers directly.
public interface CloudProviderFactory {

    /// The name by which it is chosen: `aws`, `kwok`.
    String name();

    /// The kinds of node class that the provider supports, the default one first. Constant; the stores that the
    /// provider is given watch them.
    List<NodeClassKind> nodeClasses();

    /// Opens the provider. It may block on the network until everything that it cannot work without is known.
    ///
    /// @param context what the process offers to it
    /// @throws IllegalArgumentException for a setting that is missing or wrong, or a cloud that cannot be used with
    ///     it; the message is one line that names it and the way out
    ProvidedCloud create(ProviderContext context);
}
