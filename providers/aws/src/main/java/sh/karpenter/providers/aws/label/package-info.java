/// The label keys that this provider adds, and where they come from. Start reading at [AwsLabels].
/// It must not know the AWS SDK.
@NullMarked
package sh.karpenter.providers.aws.label;

import org.jspecify.annotations.NullMarked;
