/// A real Kubernetes control plane in place of the embedded one: etcd, kube-apiserver, kube-scheduler and
/// kube-controller-manager as programs of their own. Start reading at [ControlPlane]. It must not know the
/// emulated AWS or the kubelets.
@NullMarked
package sh.karpenter.app.local.plane;

import org.jspecify.annotations.NullMarked;
