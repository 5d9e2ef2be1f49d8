/// A node class as the rest of the provider reads it, and what follows from its text alone. Start reading at
/// [NodeClass]. It must not know the AWS SDK.
@NullMarked
package sh.karpenter.providers.aws.nodeclass;

import org.jspecify.annotations.NullMarked;
