/// What AWS says when it does not do what it was asked. The only place where AWS error texts are read. Start
/// reading at [AwsFailure]. It must not know what was asked.
@NullMarked
package sh.karpenter.providers.aws.failure;

import org.jspecify.annotations.NullMarked;
