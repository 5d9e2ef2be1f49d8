package sh.karpenter.local.aws.ec2.instance;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.ec2.template.LaunchData;
import sh.karpenter.local.aws.wire.Parameters;

/// One instance to be launched.
///
/// @param data template and request merged
/// @param market how it is bought
/// @param tagSpecifications the request's own, beside those in the data
/// @param clientToken of the request, null when it has none
public record LaunchOrder(
        LaunchData data,
        Market market,
        List<Parameters> tagSpecifications,
        @Nullable String clientToken) {}
