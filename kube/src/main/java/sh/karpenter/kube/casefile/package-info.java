/// Situations written to a file: a cluster, its pools and instance types, the pods to place. Start reading at
/// [CaseReader]. It must not know the API server, or how a solve works.
@NullMarked
package sh.karpenter.kube.casefile;

import org.jspecify.annotations.NullMarked;
