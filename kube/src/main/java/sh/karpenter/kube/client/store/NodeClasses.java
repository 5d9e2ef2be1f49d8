package sh.karpenter.kube.client.store;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.NodeClassKind;
import sh.karpenter.core.model.node.NodeClassRef;

/// The providers' node classes of every supported kind, as generic objects: the core reads no more of them than
/// generation, deletion and the condition Ready.
public interface NodeClasses {

    /// The node class that a pool or claim refers to.
    ///
    /// @return null when there is none of that name, or its kind is not supported
    @Nullable
    GenericKubernetesResource find(NodeClassRef ref);

    /// Whether a provider of ours supports that group and kind.
    boolean supports(NodeClassRef ref);

    /// The node classes of one kind.
    ///
    /// @throws IllegalArgumentException when the kind is not supported
    Store<GenericKubernetesResource> ofKind(NodeClassKind kind);

    /// Tells the listener of every node class of every kind, and of every change.
    void subscribe(ChangeListener<GenericKubernetesResource> listener);

    /// Whether all kinds have been read.
    boolean synced();
}
