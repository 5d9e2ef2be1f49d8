package sh.karpenter.core.cloud;

import java.util.List;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodePool;

/// The port to a cloud. Calls may block on the network and may be made from many threads at once; expected
/// outcomes are values, an exception is a bug.
public interface CloudProvider {

    /// Its name, as metrics show it: `aws`, `kwok`.
    String name();

    /// What it can do.
    Capabilities capabilities();

    /// The core's label vocabulary with what this provider adds. Constant.
    LabelVocabulary labels();

    /// The kinds of node class it supports, the default one first. Constant.
    List<NodeClassKind> nodeClasses();

    /// The instance types that a pool may choose from, before the pool's own requirements.
    CatalogueOutcome instanceTypes(NodePool pool);

    /// Launches one machine for a claim: the best offering that satisfies all its requirements and holds its
    /// requests. Repeating the call for a claim that already has a machine must not launch a second one.
    LaunchOutcome launch(NodeClaim claim);

    /// Terminates a machine. Repeat until it is gone.
    TerminateOutcome terminate(NodeClaim claim);

    /// Finds one machine.
    ///
    /// @return [FindOutcome.Found] with one element or none
    FindOutcome find(String providerId);

    /// Finds all machines of this cluster.
    FindOutcome list();

    /// Whether a machine is still what its node class says.
    DriftOutcome drift(NodeClaim claim);

    /// What machines that have joined wait for before they count as registered. Constant; usually nothing.
    default List<RegistrationHook> registrationHooks() {
        return List.of();
    }
}
