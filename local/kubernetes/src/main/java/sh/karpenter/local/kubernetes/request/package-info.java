/// Decoded requests: who asks, about what, and how it is to be done. Start reading at [Target]. It must not
/// know HTTP.
@NullMarked
package sh.karpenter.local.kubernetes.request;

import org.jspecify.annotations.NullMarked;
