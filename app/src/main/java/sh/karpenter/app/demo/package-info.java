/// `karpenter demo`: plays the walkthrough on a local cluster and checks what comes out. Start reading at [Demo].
/// It must not know how nodes are chosen; it only looks at the cluster.
@NullMarked
package sh.karpenter.app.demo;

import org.jspecify.annotations.NullMarked;
