package sh.karpenter.providers.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.Capabilities;
import sh.karpenter.core.cloud.CatalogueOutcome;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.core.cloud.DriftOutcome;
import sh.karpenter.core.cloud.FindOutcome;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.cloud.LaunchOutcome.FailureKind;
import sh.karpenter.core.cloud.NodeClassKind;
import sh.karpenter.core.cloud.RegistrationHook;
import sh.karpenter.core.cloud.TerminateOutcome;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.providers.aws.drift.DriftCheck;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.instance.Instances;
import sh.karpenter.providers.aws.instance.Machine;
import sh.karpenter.providers.aws.instance.ProviderId;
import sh.karpenter.providers.aws.instancetype.InstanceTypes;
import sh.karpenter.providers.aws.instancetype.MachineType;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.launch.ClaimedMachines;
import sh.karpenter.providers.aws.launch.Launcher;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.nodeclass.NodeClasses;
import sh.karpenter.providers.aws.offering.OfferedTypes;
import sh.karpenter.providers.aws.offering.ReservationCounts;
import sh.karpenter.providers.aws.placementgroup.PartitionHook;
import software.amazon.awssdk.core.exception.SdkException;

/// EC2 behind the core's port.
public final class AwsProvider implements CloudProvider {
    /// The kinds of node class that it supports.
    static final List<NodeClassKind> NODE_CLASSES =
            List.of(new NodeClassKind(AwsNames.GROUP, "v1", "EC2NodeClass", "ec2nodeclasses"));

    private final NodeClasses classes;
    private final InstanceTypes types;
    private final OfferedTypes offered;
    private final Instances instances;
    private final Launcher launcher;
    private final ReservationCounts counts;

    public AwsProvider(
            NodeClasses classes,
            InstanceTypes types,
            OfferedTypes offered,
            Instances instances,
            Launcher launcher,
            ReservationCounts counts) {
        this.classes = classes;
        this.types = types;
        this.offered = offered;
        this.instances = instances;
        this.launcher = launcher;
        this.counts = counts;
    }

    @Override
    public String name() {
        return "aws";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true);
    }

    @Override
    public LabelVocabulary labels() {
        return AwsLabels.vocabulary();
    }

    @Override
    public List<NodeClassKind> nodeClasses() {
        return NODE_CLASSES;
    }

    @Override
    public List<RegistrationHook> registrationHooks() {
        return List.of(new PartitionHook(classes, instances::find));
    }

    @Override
    public CatalogueOutcome instanceTypes(NodePool pool) {
        String name = pool.nodeClass().name();
        NodeClass nodeClass = classes.find(name);
        if (nodeClass == null) {
            return new CatalogueOutcome.NotEvaluated("EC2NodeClass " + name + " does not exist");
        }
        if (nodeClass.subnets().isEmpty()) {
            return new CatalogueOutcome.NotEvaluated("EC2NodeClass " + name + " has no subnets yet");
        }
        if (nodeClass.awaitsPlacementGroup()) {
            return new CatalogueOutcome.NotEvaluated("the placement group of EC2NodeClass " + name + " is not known");
        }
        if (types.catalog().types().isEmpty()) {
            return new CatalogueOutcome.Failed(FailureKind.UNAVAILABLE, "no instance types are known yet");
        }
        return offered.list(nodeClass);
    }

    @Override
    public LaunchOutcome launch(NodeClaim claim) {
        // The beginnings by which people know these two in events and log lines.
        return switch (launcher.launch(claim)) {
            case LaunchOutcome.InsufficientCapacity(var message) ->
                new LaunchOutcome.InsufficientCapacity("insufficient capacity, " + message);
            case LaunchOutcome.NodeClassNotReady(var message) ->
                new LaunchOutcome.NodeClassNotReady("NodeClassRef not ready, " + message);
            case LaunchOutcome.Launched launched -> launched;
            case LaunchOutcome.Failed failed -> failed;
        };
    }

    @Override
    public TerminateOutcome terminate(NodeClaim claim) {
        try {
            Machine machine = machineOf(claim);
            if (machine == null) {
                giveBack(claim);
                return new TerminateOutcome.Gone();
            }
            if (!machine.ending()) {
                instances.terminate(machine, claim.labels().getOrDefault(AwsLabels.ZONE_ID, ""));
            }
            return new TerminateOutcome.Terminating();
        } catch (SdkException broken) {
            AwsFailure failure = AwsFailure.of(broken);
            return new TerminateOutcome.Failed(failure.kind(), failure.text());
        }
    }

    /// The machine of a claim as EC2 has it. A claim without provider id may still have one: the process that
    /// launched it ended before it could say so.
    private @Nullable Machine machineOf(NodeClaim claim) {
        String text = claim.status().providerId();
        if (text.isEmpty()) {
            return instances.ofClaims(List.of(claim.name())).get(claim.name());
        }
        ProviderId id = ProviderId.parse(text);
        return id == null ? null : instances.find(id.instanceId());
    }

    private void giveBack(NodeClaim claim) {
        String reservation = claim.labels().get(AwsLabels.RESERVATION_ID);
        ProviderId id = ProviderId.parse(claim.status().providerId());
        if (reservation != null
                && id != null
                && LabelKeys.RESERVED.equals(claim.labels().get(LabelKeys.CAPACITY_TYPE))) {
            counts.terminated(reservation, id.instanceId());
        }
    }

    @Override
    public FindOutcome find(String providerId) {
        ProviderId id = ProviderId.parse(providerId);
        if (id == null) {
            return new FindOutcome.Found(List.of());
        }
        try {
            Machine machine = instances.find(id.instanceId());
            return new FindOutcome.Found(machine == null ? List.of() : describe(List.of(machine)));
        } catch (SdkException broken) {
            AwsFailure failure = AwsFailure.of(broken);
            return new FindOutcome.Failed(failure.kind(), failure.text());
        }
    }

    @Override
    public FindOutcome list() {
        try {
            return new FindOutcome.Found(describe(instances.list()));
        } catch (SdkException broken) {
            AwsFailure failure = AwsFailure.of(broken);
            return new FindOutcome.Failed(failure.kind(), failure.text());
        }
    }

    private List<Instance> describe(List<Machine> machines) {
        Map<String, Map<String, InstanceType>> typesByClass = new HashMap<>();
        var result = new ArrayList<Instance>();
        for (Machine machine : machines) {
            NodeClass nodeClass = machine.nodeClass().isEmpty() ? null : classes.find(machine.nodeClass());
            InstanceType type = nodeClass == null
                    ? null
                    : typesByClass
                            .computeIfAbsent(nodeClass.name(), _ -> byName(nodeClass))
                            .get(machine.type());
            result.add(ClaimedMachines.of(machine, type, nodeClass));
        }
        return result;
    }

    private Map<String, InstanceType> byName(NodeClass nodeClass) {
        var result = new HashMap<String, InstanceType>();
        for (MachineType type : types.list(nodeClass).types()) {
            result.put(type.name(), type.with(List.of()));
        }
        return result;
    }

    @Override
    public DriftOutcome drift(NodeClaim claim) {
        NodeClass nodeClass = classes.find(claim.spec().nodeClass().name());
        if (nodeClass == null || nodeClass.deleting() || claim.nodePool().isEmpty()) {
            return new DriftOutcome.InSync();
        }
        MachineType type = types.find(nodeClass, claim.labels().getOrDefault(LabelKeys.INSTANCE_TYPE, ""));
        DriftOutcome ofClaim = DriftCheck.ofClaim(
                claim, nodeClass, nodeClass.annotations(), type == null ? null : type.requirements());
        ProviderId id = ProviderId.parse(claim.status().providerId());
        if (!(ofClaim instanceof DriftOutcome.InSync) || id == null) {
            return ofClaim;
        }
        try {
            Machine machine = instances.findSeen(id.instanceId());
            if (machine != null && DriftCheck.inForeignReservation(machine, nodeClass)) {
                machine = instances.find(id.instanceId());
            }
            return machine == null ? new DriftOutcome.InstanceGone() : DriftCheck.ofMachine(claim, machine, nodeClass);
        } catch (SdkException broken) {
            AwsFailure failure = AwsFailure.of(broken);
            return new DriftOutcome.Failed(failure.kind(), failure.text());
        }
    }
}
