/// The clients of the AWS services. Start reading at [AwsClients].
/// It must not know what they are used for.
@NullMarked
package sh.karpenter.providers.aws.client;

import org.jspecify.annotations.NullMarked;
