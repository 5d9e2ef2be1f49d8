/// From a claim to a machine: what may be launched, what is asked of EC2, what its answer means. Start reading
/// at [Launcher]. It must not know how node classes become ready.
@NullMarked
package sh.karpenter.providers.aws.launch;

import org.jspecify.annotations.NullMarked;
