/// EC2 put together: the state of the account and the actions on it. One package below for each kind of
/// resource.
///
/// Start reading at [sh.karpenter.local.aws.ec2.Ec2]. It must not know how requests arrive.
@NullMarked
package sh.karpenter.local.aws.ec2;

import org.jspecify.annotations.NullMarked;
