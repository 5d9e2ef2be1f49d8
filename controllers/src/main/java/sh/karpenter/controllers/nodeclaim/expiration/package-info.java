/// Ends claims that have reached their age. Start reading at
/// [sh.karpenter.controllers.nodeclaim.expiration.Expiration]. It must not know what happens to their pods.
@NullMarked
package sh.karpenter.controllers.nodeclaim.expiration;

import org.jspecify.annotations.NullMarked;
