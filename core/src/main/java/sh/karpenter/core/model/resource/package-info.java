/// Named amounts of CPU, memory and everything else that pods ask for and nodes offer. Start reading at
/// [Resources]. It must not know who asks or offers.
@NullMarked
package sh.karpenter.core.model.resource;

import org.jspecify.annotations.NullMarked;
