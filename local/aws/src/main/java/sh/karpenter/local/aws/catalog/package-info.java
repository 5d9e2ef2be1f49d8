/// Facts about EC2 that come from files: instance types, where they are offered, zones and prices.
///
/// Start reading at [sh.karpenter.local.aws.catalog.Catalog]. Knows neither requests nor instances; nothing in it
/// changes.
@NullMarked
package sh.karpenter.local.aws.catalog;

import org.jspecify.annotations.NullMarked;
