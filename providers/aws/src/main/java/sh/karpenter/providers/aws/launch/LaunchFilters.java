package sh.karpenter.providers.aws.launch;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.core.cloud.InstanceType;

/// All rules that narrow a launch, in their order.
final class LaunchFilters {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final int NAMES_SHOWN = 5;

    private static final List<LaunchFilter> ALL = List.of(
            new SuitableTypes(),
            new OneReservationKind(),
            new OneCapacityBlock(),
            new OneReservationPerZone(),
            new OrdinaryTypes(),
            new SpotNoDearerThanOnDemand());

    private LaunchFilters() {}

    /// What is left after all of them.
    static List<InstanceType> narrow(List<InstanceType> types, LaunchNeed need) {
        List<InstanceType> left = types;
        for (LaunchFilter filter : ALL) {
            List<InstanceType> before = left;
            left = filter.narrow(before, need);
            if (!(filter instanceof SuitableTypes) && left.size() < before.size() && LOG.isDebugEnabled()) {
                List<String> kept = left.stream().map(InstanceType::name).toList();
                LOG.atDebug()
                        .addKeyValue("filter", filter.getClass().getSimpleName())
                        .addKeyValue(
                                "rejected",
                                before.stream()
                                        .map(InstanceType::name)
                                        .filter(name -> !kept.contains(name))
                                        .limit(NAMES_SHOWN)
                                        .toList())
                        .log("left out instance types");
            }
        }
        return left;
    }
}
