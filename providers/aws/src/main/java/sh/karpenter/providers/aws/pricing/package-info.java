/// What a machine costs per hour. Start reading at [PriceBook].
/// It must not know which machines somebody wants.
@NullMarked
package sh.karpenter.providers.aws.pricing;

import org.jspecify.annotations.NullMarked;
