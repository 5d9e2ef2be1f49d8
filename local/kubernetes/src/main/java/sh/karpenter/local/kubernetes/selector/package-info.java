/// Label and field selectors as they arrive in query strings and as objects. Start reading at
/// [LabelSelector]. It must not know about stores or requests.
@NullMarked
package sh.karpenter.local.kubernetes.selector;

import org.jspecify.annotations.NullMarked;
