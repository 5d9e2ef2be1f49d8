/// Holds the embedded API server against a real kube-apiserver: the same requests to both, and what the real one
/// answered kept in files. Start reading at [ParityTest].
@NullMarked
package sh.karpenter.local.kubernetes.parity;

import org.jspecify.annotations.NullMarked;
