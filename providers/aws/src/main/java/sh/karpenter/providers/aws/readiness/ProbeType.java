package sh.karpenter.providers.aws.readiness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.NodeRequirement;
import sh.karpenter.providers.aws.ami.BootableTypes;
import sh.karpenter.providers.aws.instancetype.MachineType;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.nodeclass.NodeClass;

/// Chooses the instance type with which a node class is tried. Pure.
///
/// 1. Types that the class's pools may use; else m5.large and m6g.large; else any.
/// 2. Of those, types that an image boots; ordinary ones before those with devices.
final class ProbeType {
    private static final List<String> USUAL = List.of("m5.large", "m6g.large");

    private ProbeType() {}

    /// The type, null when no image of the class boots any.
    static @Nullable InstanceType choose(NodeClass nodeClass, List<MachineType> types, List<NodePool> pools) {
        List<MachineType> usable =
                types.stream().filter(MachineType::compatible).toList();
        List<MachineType> wanted = new ArrayList<>();
        if (!nodeClass.family().windows()) {
            List<Requirements> needs =
                    pools.stream().map(ProbeType::requirements).toList();
            usable.stream()
                    .filter(type -> needs.stream().anyMatch(type.requirements()::intersects))
                    .forEach(wanted::add);
        }
        InstanceType chosen = bootable(nodeClass, wanted);
        if (chosen == null) {
            chosen = bootable(
                    nodeClass,
                    usable.stream().filter(type -> USUAL.contains(type.name())).toList());
        }
        return chosen == null ? bootable(nodeClass, usable) : chosen;
    }

    private static @Nullable InstanceType bootable(NodeClass nodeClass, List<MachineType> types) {
        InstanceType any = null;
        for (MachineType machine : types) {
            if (BootableTypes.ami(nodeClass.amis(), machine.requirements()) != null) {
                InstanceType type = machine.with(List.of());
                if (ordinary(machine)) {
                    return type;
                }
                any = any == null ? type : any;
            }
        }
        return any;
    }

    private static boolean ordinary(MachineType type) {
        return type.requirements()
                .intersects(Requirements.of(
                        Requirement.doesNotExist(AwsLabels.GPU_COUNT),
                        Requirement.doesNotExist(AwsLabels.ACCELERATOR_COUNT)));
    }

    /// Whether a pool may ask for hardware of its own.
    static String tenancy(List<NodePool> pools) {
        return pools.stream()
                        .map(ProbeType::requirements)
                        .anyMatch(needs -> needs.get(AwsLabels.TENANCY) != null
                                && needs.values(AwsLabels.TENANCY).contains("dedicated"))
                ? "dedicated"
                : "default";
    }

    private static Requirements requirements(NodePool pool) {
        var expressions = new ArrayList<LabelExpression>();
        var template = pool.getSpec().template();
        for (NodeRequirement requirement : template.spec().requirements()) {
            List<String> values = requirement.values() == null ? List.of() : requirement.values();
            expressions.add(new LabelExpression(requirement.key(), requirement.operator(), values, null));
        }
        Requirements requirements = Requirements.of(expressions, AwsLabels.vocabulary());
        Map<String, String> labels =
                template.metadata() == null ? null : template.metadata().labels();
        return labels == null ? requirements : requirements.and(Requirements.ofLabels(labels));
    }
}
