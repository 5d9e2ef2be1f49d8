/// The instance profiles through which machines get their IAM role. Start reading at [InstanceProfiles].
/// It must not know machines.
@NullMarked
package sh.karpenter.providers.aws.instanceprofile;

import org.jspecify.annotations.NullMarked;
