package sh.karpenter.core.scheduling.solve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;

/// The least that a machine can cost which holds given amounts: the offerings of all pools by price, with what
/// pods may use of each. It asks for resources only, so every machine that a solve could choose costs at least
/// as much.
final class MachineBound {
    private final List<Machine> machines = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
    private record Machine(double price, long[] room) {}

    MachineBound(CompiledCluster cluster) {
        for (PoolCatalogue catalogue : cluster.problem().pools()) {
            for (InstanceType type : catalogue.types()) {
                for (Offering offering : type.offerings()) {
                    if (offering.launchable()) {
                        machines.add(new Machine(
                                offering.pricePerHour(), cluster.axes().compile(type.allocatable(offering))));
                    }
                }
            }
        }
        machines.sort(Comparator.comparingDouble(Machine::price));
    }

    /// @param amounts what it has to hold, per axis
    /// @return per hour; infinite when no machine is large enough
    double leastPrice(long[] amounts) {
        for (Machine machine : machines) {
            if (holds(machine.room, amounts)) {
                return machine.price;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private static boolean holds(long[] room, long[] amounts) {
        for (int axis = 0; axis < amounts.length; axis++) {
            if (amounts[axis] > room[axis]) {
                return false;
            }
        }
        return true;
    }
}
