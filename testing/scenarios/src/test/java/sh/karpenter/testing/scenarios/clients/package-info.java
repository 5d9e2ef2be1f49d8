/// The newest kubectl and Helm against the local cluster. Start reading at [NewerClientsTest]. It must not know
/// what the cluster is made of.
@NullMarked
package sh.karpenter.testing.scenarios.clients;

import org.jspecify.annotations.NullMarked;
