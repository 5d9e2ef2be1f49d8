/// The health of instances as EC2's status checks see it, and events that EC2 has scheduled for them.
///
/// Start reading at [sh.karpenter.local.aws.ec2.status.InstanceHealth]. It must not know who makes an instance
/// ill.
@NullMarked
package sh.karpenter.local.aws.ec2.status;

import org.jspecify.annotations.NullMarked;
