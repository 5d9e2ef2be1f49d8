/// The price list service.
///
/// Start reading at [sh.karpenter.local.aws.pricing.PriceList].
@NullMarked
package sh.karpenter.local.aws.pricing;

import org.jspecify.annotations.NullMarked;
