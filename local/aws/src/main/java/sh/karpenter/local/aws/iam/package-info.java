/// IAM and STS as far as nodes and the controller need them: roles, instance profiles, who am I.
///
/// Start reading at [sh.karpenter.local.aws.iam.InstanceProfiles]. Permissions are not emulated; refusals are
/// injected. It must not know who uses a profile.
@NullMarked
package sh.karpenter.local.aws.iam;

import org.jspecify.annotations.NullMarked;
