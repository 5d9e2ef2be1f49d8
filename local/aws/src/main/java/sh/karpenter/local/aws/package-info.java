/// An emulator of the AWS APIs that the controller calls, over HTTP and for any AWS client.
///
/// Start reading at [sh.karpenter.local.aws.LocalAws]. Depends on nothing of ours and knows no Kubernetes client.
@NullMarked
package sh.karpenter.local.aws;

import org.jspecify.annotations.NullMarked;
