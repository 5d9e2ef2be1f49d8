/// What a simulated kubelet does with a pod: run it in name only, complete it, let it go. Start reading at
/// [PodStage]. It must not know machines.
@NullMarked
package sh.karpenter.local.kubelets.pod;

import org.jspecify.annotations.NullMarked;
