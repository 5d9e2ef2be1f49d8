/// The port to a cloud: what machines there are, and how one is launched, found and terminated. Start reading at
/// [CloudProvider]. It must not know any particular cloud, nor how decisions are made.
@NullMarked
package sh.karpenter.core.cloud;

import org.jspecify.annotations.NullMarked;
