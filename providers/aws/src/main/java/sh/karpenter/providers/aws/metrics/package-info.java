/// What the provider measures. Start reading at [ProviderMeters].
/// It must not know the metrics library.
@NullMarked
package sh.karpenter.providers.aws.metrics;

import org.jspecify.annotations.NullMarked;
