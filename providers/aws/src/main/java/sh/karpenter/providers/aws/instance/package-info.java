/// Machines at EC2: found, tagged, terminated. Start reading at [Instances].
/// It must not know how they are launched.
@NullMarked
package sh.karpenter.providers.aws.instance;

import org.jspecify.annotations.NullMarked;
