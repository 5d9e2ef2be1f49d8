/// Translation between the versions of our kinds, as pure functions over JSON trees. Start reading at
/// [sh.karpenter.kube.api.conversion.ConversionReviews]. It must not know a server, nor the records of the
/// kinds: what they do not know must survive too.
@NullMarked
package sh.karpenter.kube.api.conversion;

import org.jspecify.annotations.NullMarked;
