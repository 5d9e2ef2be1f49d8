/// Tags of EC2 resources, and the filters by which they and other attributes are searched.
///
/// Start reading at [sh.karpenter.local.aws.ec2.tag.Filters]. Knows no kind of resource.
@NullMarked
package sh.karpenter.local.aws.ec2.tag;

import org.jspecify.annotations.NullMarked;
