/// A harness for real command line clients against the embedded server. Start reading at [Kubectl].
@NullMarked
package sh.karpenter.local.kubernetes.kubectl;

import org.jspecify.annotations.NullMarked;
