/// Launch templates, and the launch data that they hold.
///
/// Start reading at [sh.karpenter.local.aws.ec2.template.LaunchTemplates]. Knows no instance.
@NullMarked
package sh.karpenter.local.aws.ec2.template;

import org.jspecify.annotations.NullMarked;
