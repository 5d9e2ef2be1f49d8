/// The structure of objects: which fields there are, of which type, and how lists merge. Start reading at
/// [Shape]. It must not know validation or requests.
@NullMarked
package sh.karpenter.local.kubernetes.shape;

import org.jspecify.annotations.NullMarked;
