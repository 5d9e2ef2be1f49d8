package sh.karpenter.providers.aws.ami;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.kube.api.NodeRequirement;
import sh.karpenter.kube.api.aws.ResolvedAmi;
import sh.karpenter.providers.aws.label.AwsLabels;

/// Which image a machine boots: the first of the class's that can.
public final class BootableTypes {
    private BootableTypes() {}

    /// The image for machines with these labels, null when no image can boot them.
    ///
    /// @param amis the class's images, best first
    public static @Nullable ResolvedAmi ami(List<ResolvedAmi> amis, Requirements machine) {
        for (ResolvedAmi ami : amis) {
            if (requirements(ami).intersects(machine)) {
                return ami;
            }
        }
        return null;
    }

    /// The types per image id, in the order of the images; types that no image can boot are left out.
    public static SequencedMap<String, List<InstanceType>> byAmi(List<ResolvedAmi> amis, List<InstanceType> types) {
        var result = new LinkedHashMap<String, List<InstanceType>>();
        amis.forEach(ami -> result.put(ami.id(), new ArrayList<>()));
        for (InstanceType type : types) {
            ResolvedAmi ami = ami(amis, type.requirements());
            if (ami != null) {
                result.computeIfAbsent(ami.id(), _ -> new ArrayList<>()).add(type);
            }
        }
        result.values().removeIf(List::isEmpty);
        return result;
    }

    /// What an image requires of the machine.
    public static Requirements requirements(ResolvedAmi ami) {
        var expressions = new ArrayList<LabelExpression>();
        for (NodeRequirement requirement : ami.requirements()) {
            List<String> values = requirement.values() == null ? List.of() : requirement.values();
            expressions.add(new LabelExpression(requirement.key(), requirement.operator(), values, null));
        }
        return Requirements.of(expressions, AwsLabels.vocabulary());
    }
}
