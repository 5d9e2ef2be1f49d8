/// What kubelets send to the API server, as JSON over the connection of the fabric8 client. Start reading at
/// [KubeletApi]. It must not know when anything is sent.
@NullMarked
package sh.karpenter.local.kubelets.api;

import org.jspecify.annotations.NullMarked;
