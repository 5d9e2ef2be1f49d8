/// The price list service.
///
/// Start reading at [sh.karpenter.local.aws.pricing.PriceList]. It must not know how a request is signed or
/// routed.
@NullMarked
package sh.karpenter.local.aws.pricing;

import org.jspecify.annotations.NullMarked;
