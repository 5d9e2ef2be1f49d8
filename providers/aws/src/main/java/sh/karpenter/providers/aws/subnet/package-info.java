/// The subnets of a node class, and which one a machine is put into. Start reading at [Subnets].
/// It must not know machines.
@NullMarked
package sh.karpenter.providers.aws.subnet;

import org.jspecify.annotations.NullMarked;
