/// Hashes that tell whether the part of a template that a running node depends on has changed. Start reading at
/// [sh.karpenter.kube.api.hash.NodePoolHash]. It must not know what is done about a difference.
@NullMarked
package sh.karpenter.kube.api.hash;

import org.jspecify.annotations.NullMarked;
