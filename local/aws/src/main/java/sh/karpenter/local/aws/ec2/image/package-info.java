/// Machine images of the EKS families, and the SSM parameter names under which they are published.
///
/// Start reading at [sh.karpenter.local.aws.ec2.image.Images]. Knows no instance.
@NullMarked
package sh.karpenter.local.aws.ec2.image;

import org.jspecify.annotations.NullMarked;
