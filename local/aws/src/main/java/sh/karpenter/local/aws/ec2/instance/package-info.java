/// Instances from launch to disappearance, and the actions that describe, tag, reboot and terminate them.
///
/// Start reading at [sh.karpenter.local.aws.ec2.instance.Instances]. Knows neither fleets nor what runs on an
/// instance.
@NullMarked
package sh.karpenter.local.aws.ec2.instance;

import org.jspecify.annotations.NullMarked;
