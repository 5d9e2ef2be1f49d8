/// What a simulated kubelet says about its node: registration, status, lease. Start reading at [NodeSpec] and
/// [NodeDocuments]. It must not know pods.
@NullMarked
package sh.karpenter.local.kubelets.node;

import org.jspecify.annotations.NullMarked;
