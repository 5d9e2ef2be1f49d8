/// The ways to buy an instance type now: zone, capacity type, price, health. Start reading at [Offerings].
/// It must not know how machines are launched.
@NullMarked
package sh.karpenter.providers.aws.offering;

import org.jspecify.annotations.NullMarked;
