/// The security groups of a node class. Start reading at [SecurityGroups].
/// It must not know machines.
@NullMarked
package sh.karpenter.providers.aws.securitygroup;

import org.jspecify.annotations.NullMarked;
