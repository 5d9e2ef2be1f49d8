/// The EC2NodeClass kind as records. Start reading at [sh.karpenter.kube.api.aws.EC2NodeClass]. It must not
/// know the AWS SDK.
@NullMarked
package sh.karpenter.kube.api.aws;

import org.jspecify.annotations.NullMarked;
