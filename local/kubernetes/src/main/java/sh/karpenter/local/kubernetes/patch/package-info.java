/// The patch formats, each as a function from a document and a patch to a new document. Start reading at
/// [MergePatch]. It must not know about resources or requests.
@NullMarked
package sh.karpenter.local.kubernetes.patch;

import org.jspecify.annotations.NullMarked;
