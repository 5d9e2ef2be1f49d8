/// What happens to nodes and, through them, to pods: taints by condition, silence of kubelets, eviction by
/// taints, pods of nodes that are gone, instances that are gone. Start reading at [NodeLifecycleController]. It
/// must not know how nodes are made.
@NullMarked
package sh.karpenter.local.kubernetes.cluster.node;

import org.jspecify.annotations.NullMarked;
