/// Simulated kubelets: nodes that boot, stay alive, run pods in name only and answer for their logs, on any
/// Kubernetes API server. Start reading at [SimulatedKubelets]. They must not know who made the instances.
@NullMarked
package sh.karpenter.local.kubelets;

import org.jspecify.annotations.NullMarked;
