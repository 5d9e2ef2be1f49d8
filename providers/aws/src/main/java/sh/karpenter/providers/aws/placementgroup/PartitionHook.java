package sh.karpenter.providers.aws.placementgroup;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.RegistrationHook;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.providers.aws.instance.Machine;
import sh.karpenter.providers.aws.instance.ProviderId;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.nodeclass.NodeClasses;
import software.amazon.awssdk.core.exception.SdkException;

/// Waits until EC2 says which partition of its placement group a machine went into, and labels the claim with it.
/// Without the label, pods that spread over partitions would be counted in none.
public final class PartitionHook implements RegistrationHook {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final NodeClasses classes;
    private final Function<String, @Nullable Machine> machines;

    /// @param machines finds a machine by its instance id as EC2 has it now, null when there is none; may throw
    ///     what
    ///     the SDK throws
    public PartitionHook(NodeClasses classes, Function<String, @Nullable Machine> machines) {
        this.classes = classes;
        this.machines = machines;
    }

    @Override
    public String name() {
        return "PlacementGroupRegistrationHook";
    }

    @Override
    public Progress check(NodeClaim claim) {
        NodeClass nodeClass = classes.find(claim.spec().nodeClass().name());
        ProviderId id = ProviderId.parse(claim.status().providerId());
        if (id == null
                || nodeClass == null
                || nodeClass.placementGroup() == null
                || nodeClass.placementGroup().partitions() == 0
                || !claim.labels()
                        .getOrDefault(AwsLabels.PLACEMENT_GROUP_PARTITION, "")
                        .isEmpty()) {
            return Progress.Done.withoutLabels();
        }
        try {
            Machine machine = machines.apply(id.instanceId());
            return machine == null || machine.partition() == 0
                    ? new Progress.Pending(LOOK_AGAIN)
                    : new Progress.Done(new TreeMap<>(
                            Map.of(AwsLabels.PLACEMENT_GROUP_PARTITION, Integer.toString(machine.partition()))));
        } catch (SdkException notNow) {
            return new Progress.Pending(LOOK_AGAIN);
        }
    }
}
