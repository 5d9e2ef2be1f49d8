package sh.karpenter.providers.aws.placementgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.CatalogueOutcome;
import sh.karpenter.core.cloud.DriftOutcome;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.cloud.RegistrationHook;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.aws.PlacementGroupSelector;
import sh.karpenter.kube.mapping.NodePoolMapping;
import sh.karpenter.providers.aws.instance.ProviderId;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.nodeclass.PlacementGroup;
import sh.karpenter.providers.aws.testbed.ClaimBuilder;
import sh.karpenter.providers.aws.testbed.ProviderBed;
import sh.karpenter.testing.testkit.kube.Specimens;
import software.amazon.awssdk.services.ec2.model.Placement;

/// Machines in placement groups.
final class PlacementGroupTest {
    private final ProviderBed bed = new ProviderBed();
    private final PlacementGroups groups =
            new PlacementGroups(bed.aws().clients().ec2(), bed.aws().time());

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void aGroupIsFoundByNameAndById() {
        PlacementGroup racks = create("racks", "partition", 3);
        assertThat(racks.partitions()).isEqualTo(3);
        assertThat(groups.find(new PlacementGroupSelector(null, racks.id()))).contains(racks);
        assertThat(groups.find(new PlacementGroupSelector("nothing", null))).isEmpty();
        assertThat(groups.lastKnown(null)).isNull();
    }

    @Test
    void aMachineGoesIntoTheGroupAndThePartitionThatItsClaimNames() {
        PlacementGroup racks = create("racks", "partition", 3);
        bed.nodeClass(bed.nodeClass().with(racks));
        Instance machine = bed.launch(
                m5("web").in(AwsLabels.PLACEMENT_GROUP_PARTITION, "3", "2").build());
        assertThat(machine.labels())
                .containsEntry(AwsLabels.PLACEMENT_GROUP_ID, racks.id())
                .containsEntry(AwsLabels.PLACEMENT_GROUP_PARTITION, "2");
        assertThat(placement(machine).partitionNumber()).isEqualTo(2);
        assertThat(placement(machine).groupName()).isEqualTo("racks");
    }

    @Test
    void aMachineRegistersOnceEc2SaysWhichPartitionItIsIn() {
        PlacementGroup racks = create("racks", "partition", 3);
        bed.nodeClass(bed.nodeClass().with(racks));
        Instance machine = bed.launch(m5("web").build());
        var claim = m5("web").launched(machine).build();
        assertThat(claim.labels()).doesNotContainKey(AwsLabels.PLACEMENT_GROUP_PARTITION);
        var hook = bed.provider().registrationHooks().getFirst();
        assertThat(hook.name()).isEqualTo("PlacementGroupRegistrationHook");
        assertThat(hook.check(claim))
                .isEqualTo(new RegistrationHook.Progress.Done(new TreeMap<>(Map.of(
                        AwsLabels.PLACEMENT_GROUP_PARTITION,
                        placement(machine).partitionNumber().toString()))));
        var unplaced = new PartitionHook(_ -> bed.nodeClass(), _ -> null);
        assertThat(unplaced.check(claim)).isEqualTo(new RegistrationHook.Progress.Pending(Duration.ofSeconds(1)));
        bed.nodeClass(bed.nodeClass().with(create("together", "cluster", 0)));
        assertThat(unplaced.check(claim)).isEqualTo(RegistrationHook.Progress.Done.withoutLabels());
    }

    @Test
    void offeringsOfAPartitionGroupExistOncePerPartition() {
        bed.nodeClass(bed.nodeClass().with(create("racks", "partition", 3)));
        var pool = Specimens.pool("default");
        var core = NodePoolMapping.toCore(pool);
        var catalogue = (CatalogueOutcome.Catalogue) bed.provider().instanceTypes(core);
        var m5 = catalogue.types().stream()
                .filter(type -> type.name().equals("m5.large"))
                .findFirst()
                .orElseThrow();
        assertThat(m5.offerings().stream()
                        .filter(offering -> offering.zone().equals("us-east-1a")
                                && offering.capacityType().equals(LabelKeys.ON_DEMAND)))
                .hasSize(3);
    }

    @Test
    void aFullSpreadGroupIsAvoidedInItsZoneOnlyForMachinesOfThatGroup() {
        PlacementGroup apart = create("apart", "spread", 0);
        bed.nodeClass(bed.nodeClass().with(apart));
        for (int i = 0; i < 7; i++) {
            bed.launch(m5("web-" + i).in(LabelKeys.ZONE, "us-east-1a").build());
        }
        var eighth = m5("web-8").in(LabelKeys.ZONE, "us-east-1a").build();
        assertThat(bed.provider().launch(eighth)).isNotInstanceOf(LaunchOutcome.Launched.class);
        var marks = bed.memory().unavailable().marks();
        assertThat(marks.covers(LabelKeys.ON_DEMAND, "m5.large", "us-east-1a", apart.id()))
                .isTrue();
        assertThat(marks.covers(LabelKeys.ON_DEMAND, "m5.large", "us-east-1a", ""))
                .isFalse();
        assertThat(bed.provider()
                        .launch(m5("web-9").in(LabelKeys.ZONE, "us-east-1b").build()))
                .isInstanceOf(LaunchOutcome.Launched.class);
    }

    @Test
    void aMachineOutsideTheGroupOfItsClassHasDrifted() {
        Instance machine = bed.launch(m5("web").build());
        bed.nodeClass(bed.nodeClass().with(create("together", "cluster", 0)));
        var claim = m5("web")
                .launched(machine)
                .label(LabelKeys.NODE_POOL, "default")
                .build();
        assertThat(bed.provider().drift(claim)).isEqualTo(new DriftOutcome.Drifted("PlacementGroupDrift"));
    }

    private PlacementGroup create(String name, String strategy, int partitions) {
        bed.aws().clients().ec2().createPlacementGroup(request -> {
            request.groupName(name).strategy(strategy);
            if (partitions > 0) {
                request.partitionCount(partitions);
            }
        });
        return groups.find(new PlacementGroupSelector(name, null)).orElseThrow();
    }

    private static ClaimBuilder m5(String name) {
        return ClaimBuilder.claim(name)
                .in(LabelKeys.INSTANCE_TYPE, "m5.large")
                .in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND);
    }

    private Placement placement(Instance machine) {
        ProviderId id = ProviderId.parse(machine.providerId());
        String instance = id == null ? "" : id.instanceId();
        return bed.aws()
                .clients()
                .ec2()
                .describeInstances(request -> request.instanceIds(instance))
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .placement();
    }
}
