package sh.karpenter.local.aws.ec2.fleet;

import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.ec2.instance.LaunchOrder;
import sh.karpenter.local.aws.ec2.template.LaunchTemplate;
import sh.karpenter.local.aws.wire.Parameters;

/// One override of a fleet request with its launch template: one way to fulfil the request.
///
/// @param version of the template
/// @param override as requested, empty when the template is used as it is
/// @param price per hour, null when the market has none
/// @param priority lower is wanted more; [Double#MAX_VALUE] when not given
/// @param room how many instances its pool can give
/// @param depth how well the pool is filled, in [0, 1); a fixed number per pool, for pools without a limit
/// @param position in the request
record Candidate(
        LaunchTemplate template,
        int version,
        Parameters override,
        LaunchOrder order,
        @Nullable Double price,
        double priority,
        int room,
        double depth,
        int position) {}
