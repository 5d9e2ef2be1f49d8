/// AWS as a cloud provider: the port, and how it is put together. Start reading at [AwsProvider], then
/// [AwsProviderFactory]. It must not know how decisions are made.
@NullMarked
package sh.karpenter.providers.aws;

import org.jspecify.annotations.NullMarked;
