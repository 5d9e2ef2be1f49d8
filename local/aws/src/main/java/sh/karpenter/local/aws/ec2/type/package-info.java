/// The actions that answer from the catalogue: instance types, their offerings and spot prices.
///
/// Start reading at [sh.karpenter.local.aws.ec2.type.InstanceTypeActions]. It must not know what is running.
@NullMarked
package sh.karpenter.local.aws.ec2.type;

import org.jspecify.annotations.NullMarked;
