package sh.karpenter.providers.aws.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.providers.aws.testbed.ClaimBuilder.claim;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.FindOutcome;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.cloud.TerminateOutcome;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.local.aws.ec2.capacity.CapacityLimit;
import sh.karpenter.local.aws.fault.Fault;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.testbed.ProviderBed;

/// The whole way from a claim to a machine, against a local AWS.
final class LaunchTest {
    private static final String[] WORKSHOP = {"m5.large", "c5.large", "r5.large", "m5.xlarge"};

    /// Five pods of 1 GiB as the workshop asks for them.
    private static NodeClaim fivePods(String name) {
        return claim(name)
                .in(LabelKeys.INSTANCE_TYPE, WORKSHOP)
                .in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND)
                .request(ResourceNames.CPU, "0")
                .request(ResourceNames.MEMORY, "5Gi")
                .request(ResourceNames.PODS, "5")
                .build();
    }

    @Test
    void theCheapestTypeThatHoldsTheRequestsIsLaunched() {
        try (var bed = new ProviderBed()) {
            Instance instance = bed.launch(fivePods("inflate"));
            assertThat(instance.labels())
                    .containsEntry(LabelKeys.INSTANCE_TYPE, "m5.large")
                    .containsEntry(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND)
                    .containsEntry(LabelKeys.ARCH, "amd64")
                    .containsEntry(AwsLabels.CATEGORY, "m")
                    .containsKeys(LabelKeys.ZONE, AwsLabels.ZONE_ID, LabelKeys.REGION);
            assertThat(Quantity.format(
                            ResourceNames.MEMORY, instance.allocatable().get(ResourceNames.MEMORY)))
                    .isEqualTo("6903Mi");
            assertThat(instance.annotations())
                    .containsEntry("karpenter.k8s.aws/instance-profile-name", ProviderBed.PROFILE)
                    .containsEntry("karpenter.k8s.aws/ec2nodeclass-hash-version", "v6");
            assertThat(instance.claimName()).isEqualTo("inflate");
        }
    }

    @Test
    void smallRequestsGoOnTheCheapestTypeOfAll() {
        try (var bed = new ProviderBed()) {
            NodeClaim one = claim("one")
                    .in(LabelKeys.INSTANCE_TYPE, WORKSHOP)
                    .in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND)
                    .build();
            assertThat(bed.launch(one).labels()).containsEntry(LabelKeys.INSTANCE_TYPE, "c5.large");
        }
    }

    @Test
    void spotIsTakenWhereTheClaimAllowsIt() {
        try (var bed = new ProviderBed()) {
            NodeClaim either = claim("either")
                    .in(LabelKeys.INSTANCE_TYPE, WORKSHOP)
                    .in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND, LabelKeys.SPOT)
                    .build();
            assertThat(bed.launch(either).labels()).containsEntry(LabelKeys.CAPACITY_TYPE, LabelKeys.SPOT);
        }
    }

    @Test
    void repeatingALaunchAfterARestartFindsTheSameMachine() {
        try (var bed = new ProviderBed()) {
            Instance first = bed.launch(fivePods("inflate"));
            bed.restart();
            Instance second = bed.launch(fivePods("inflate"));
            assertThat(second.providerId()).isEqualTo(first.providerId());
            assertThat(bed.machines()).hasSize(1);
        }
    }

    @Test
    void aClaimThatDiedBeforeItKnewItsMachineStillEndsIt() {
        try (var bed = new ProviderBed()) {
            bed.launch(fivePods("inflate"));
            bed.restart();
            assertThat(bed.provider().terminate(fivePods("inflate"))).isInstanceOf(TerminateOutcome.Terminating.class);
            bed.aws().time().advance(Duration.ofMinutes(5));
            assertThat(bed.machines()).isEmpty();
        }
    }

    @Test
    void aMachineIsFoundListedAndTerminated() {
        try (var bed = new ProviderBed()) {
            Instance instance = bed.launch(fivePods("inflate"));
            assertThat(found(bed.provider().find(instance.providerId())))
                    .singleElement()
                    .satisfies(found -> {
                        assertThat(found.labels())
                                .containsEntry(LabelKeys.INSTANCE_TYPE, "m5.large")
                                .containsEntry(LabelKeys.NODE_POOL, "default");
                        assertThat(found.allocatable()).isEqualTo(instance.allocatable());
                        assertThat(found.claimName()).isEqualTo("inflate");
                    });
            assertThat(found(bed.provider().list())).hasSize(1);
            NodeClaim launched = claim("inflate").launched(instance).build();
            assertThat(bed.provider().terminate(launched)).isInstanceOf(TerminateOutcome.Terminating.class);
            assertThat(bed.provider().terminate(launched)).isInstanceOf(TerminateOutcome.Terminating.class);
            bed.aws().time().advance(Duration.ofMinutes(5));
            assertThat(bed.provider().terminate(launched)).isInstanceOf(TerminateOutcome.Gone.class);
            assertThat(found(bed.provider().list())).isEmpty();
        }
    }

    @Test
    void withoutCapacityTheClaimIsToldSoAndTheNextPlanAvoidsTheOffering() {
        try (var bed = new ProviderBed()) {
            bed.aws().aws().ec2().pools().limit(CapacityLimit.of("m5.large", "*", "on-demand", 0));
            NodeClaim onlyM5 = claim("only-m5")
                    .in(LabelKeys.INSTANCE_TYPE, "m5.large")
                    .in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND)
                    .build();
            assertThat(bed.provider().launch(onlyM5)).isInstanceOf(LaunchOutcome.InsufficientCapacity.class);
            int asked = bed.aws().aws().requests().count("ec2", "CreateFleet");
            assertThat(bed.provider().launch(onlyM5)).isInstanceOf(LaunchOutcome.InsufficientCapacity.class);
            assertThat(bed.aws().aws().requests().count("ec2", "CreateFleet")).isEqualTo(asked);
            assertThat(bed.launch(fivePods("other")).labels()).containsEntry(LabelKeys.INSTANCE_TYPE, "r5.large");
        }
    }

    @Test
    void anOfferingIsTriedAgainAfterThreeMinutesAndAnEmptyAnswerIsNotReplayed() {
        try (var bed = new ProviderBed()) {
            bed.aws().aws().ec2().pools().limit(CapacityLimit.of("m5.large", "*", "on-demand", 0));
            NodeClaim onlyM5 = claim("only-m5")
                    .in(LabelKeys.INSTANCE_TYPE, "m5.large")
                    .in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND)
                    .build();
            assertThat(bed.provider().launch(onlyM5)).isInstanceOf(LaunchOutcome.InsufficientCapacity.class);
            bed.aws().aws().ec2().pools().clear();
            bed.aws().time().advance(Duration.ofMinutes(3));
            assertThat(bed.launch(onlyM5).labels()).containsEntry(LabelKeys.INSTANCE_TYPE, "m5.large");
        }
    }

    @Test
    void aDeniedFleetNamesTheMissingPermission() {
        try (var bed = new ProviderBed()) {
            bed.aws().aws().faults().inject(Fault.unauthorized("ec2", "CreateFleet"));
            assertThat(bed.provider().launch(fivePods("inflate")))
                    .isInstanceOfSatisfying(LaunchOutcome.Failed.class, failed -> {
                        assertThat(failed.reason()).isEqualTo("Unauthorized");
                        assertThat(failed.kind()).isEqualTo(LaunchOutcome.FailureKind.REFUSED);
                    });
        }
    }

    @Test
    void templatesThatNobodyUsesAreDeletedAfterAMinute() {
        try (var bed = new ProviderBed()) {
            bed.launch(fivePods("first"));
            var ec2 = bed.aws().clients().ec2();
            bed.memory().templates().sweep();
            assertThat(ec2.describeLaunchTemplates().launchTemplates()).isNotEmpty();
            bed.restart();
            bed.memory().templates().adopt();
            bed.aws().time().advance(Duration.ofMinutes(2));
            bed.memory().templates().sweep();
            assertThat(ec2.describeLaunchTemplates().launchTemplates()).isEmpty();
        }
    }

    @Test
    void aMissingNodeClassLeavesAnEventAndNoMachine() {
        try (var bed = new ProviderBed()) {
            bed.nodeClass(null);
            assertThat(bed.provider().launch(fivePods("inflate")))
                    .isInstanceOf(LaunchOutcome.InsufficientCapacity.class);
            assertThat(bed.events()).singleElement().asString().contains("EC2NodeClass default does not exist");
        }
    }

    @Test
    void fewerValuesThanAskedForAreInsufficient() {
        try (var bed = new ProviderBed()) {
            NodeClaim varied = claim("varied")
                    .atLeast(LabelKeys.INSTANCE_TYPE, 3, "m5.large", "c5.large")
                    .in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND)
                    .build();
            assertThat(bed.provider().launch(varied))
                    .isInstanceOfSatisfying(
                            LaunchOutcome.InsufficientCapacity.class,
                            outcome -> assertThat(outcome.message()).contains("minValues"));
        }
    }

    private static List<Instance> found(FindOutcome outcome) {
        assertThat(outcome).isInstanceOf(FindOutcome.Found.class);
        return ((FindOutcome.Found) outcome).instances();
    }
}
