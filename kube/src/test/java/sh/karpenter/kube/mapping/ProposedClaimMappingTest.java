package sh.karpenter.kube.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.NodeRequirement;

class ProposedClaimMappingTest {
    private final ProposedClaimMapping mapping = new ProposedClaimMapping(LabelVocabulary.core(), new Random(7));
    private final NodePool pool = WireJson.read("""
        apiVersion: karpenter.sh/v1
        kind: NodePool
        metadata:
          name: default
          uid: pool-uid
          annotations: {karpenter.sh/nodepool-hash: "123", karpenter.sh/nodepool-hash-version: v3, other: x}
        spec:
          template:
            metadata: {labels: {team: blue}, annotations: {note: y}}
            spec:
              requirements: []
              nodeClassRef: {group: karpenter.test.sh, kind: TestNodeClass, name: standard}
              expireAfter: 30m
              taints: [{key: dedicated, effect: NoSchedule}]
        """, NodePool.class);

    @Test
    void carriesWhatThePoolSaysAsItsAuthorWroteIt() {
        NodeClaim claim = claim(Requirements.none());
        assertThat(claim.getMetadata().getGenerateName()).isEqualTo("default-");
        assertThat(claim.getMetadata().getLabels())
                .isEqualTo(Map.of(
                        "team", "blue", LabelKeys.NODE_POOL, "default", "karpenter.test.sh/testnodeclass", "standard"));
        assertThat(claim.getMetadata().getAnnotations())
                .isEqualTo(Map.of(
                        "note",
                        "y",
                        AnnotationKeys.NODE_POOL_HASH,
                        "123",
                        AnnotationKeys.NODE_POOL_HASH_VERSION,
                        "v3",
                        AnnotationKeys.MIN_VALUES_RELAXED,
                        "false"));
        assertThat(Objects.requireNonNull(claim.getSpec().expireAfter()).text()).isEqualTo("30m");
        assertThat(claim.getSpec().taints()).hasSize(1);
        assertThat(claim.getMetadata().getOwnerReferences().getFirst().getUid()).isEqualTo("pool-uid");
        assertThat(claim.getMetadata().getOwnerReferences().getFirst().getController())
                .isNull();
    }

    @Test
    void listsInstanceTypesAndTheCapacityTypesThatCanBeLaunched() {
        NodeClaim claim = claim(Requirements.of(Requirement.in(LabelKeys.ZONE, "a")));
        assertThat(values(claim, LabelKeys.INSTANCE_TYPE)).containsExactly("large");
        assertThat(values(claim, LabelKeys.CAPACITY_TYPE)).containsExactly("on-demand");
        assertThat(values(claim, LabelKeys.ZONE)).containsExactly("a");
    }

    @Test
    void leavesOutWhatOnlyTheSimulationNeeds() {
        NodeClaim claim = claim(Requirements.of(
                Requirement.in(LabelKeys.HOSTNAME, "hostname-placeholder-0001"),
                Requirement.in(LabelKeys.REGISTERED, "true"),
                Requirement.in(LabelKeys.INITIALIZED, "true")));
        assertThat(claim.getSpec().requirements())
                .extracting(NodeRequirement::key)
                .containsExactly(LabelKeys.CAPACITY_TYPE, LabelKeys.INSTANCE_TYPE);
        assertThat(claim.getMetadata().getLabels()).doesNotContainKey(LabelKeys.HOSTNAME);
    }

    @Test
    void givesEachLabelOfTheUserAValue() {
        NodeClaim claim = claim(Requirements.of(
                Requirement.in("disk", "nvme", "ssd"),
                Requirement.exists("rack"),
                Requirement.doesNotExist("gone"),
                Requirement.of("size", new ValueSet.AllExcept(new TreeSet<>(), 3L, 3L))));
        assertThat(claim.getMetadata().getLabels())
                .containsEntry("disk", "nvme")
                .containsEntry("size", "3")
                .doesNotContainKey("gone");
        assertThat(claim.getMetadata().getLabels().get("rack")).matches("\\d+");
    }

    @Test
    void writesTwoBoundsAsTwoEntriesAndExclusionsAsOne() {
        var bounds = Requirement.of("cpu", new ValueSet.AllExcept(new TreeSet<>(), 4L, 16L));
        assertThat(RequirementMapping.toWire(bounds, 2))
                .containsExactly(
                        new NodeRequirement("cpu", "Gte", List.of("4"), 2),
                        new NodeRequirement("cpu", "Lte", List.of("16"), 2));
        var excluded = Requirement.of("zone", new ValueSet.AllExcept(new TreeSet<>(List.of("c", "b")), null, null));
        assertThat(RequirementMapping.toWire(excluded, null))
                .containsExactly(new NodeRequirement("zone", "NotIn", List.of("b", "c"), null));
        assertThat(RequirementMapping.toWire(Requirement.exists("k"), null))
                .containsExactly(new NodeRequirement("k", "Exists", null, null));
        assertThat(RequirementMapping.toWire(Requirement.doesNotExist("k"), null))
                .containsExactly(new NodeRequirement("k", "DoesNotExist", null, null));
    }

    private NodeClaim claim(Requirements requirements) {
        var type = new InstanceType(
                "large",
                Requirements.none(),
                List.of(
                        offering("a", "on-demand", true),
                        offering("b", "spot", true),
                        offering("a", "reserved", false)),
                Resources.none(),
                Resources.none(),
                new TreeMap<>());
        var proposed = new ProposedNodeClaim(
                NodePoolMapping.toCore(pool),
                List.of(),
                requirements,
                List.of(type),
                1,
                Resources.none().with("cpu", Resources.CORE),
                1,
                new TreeMap<>(),
                false);
        return mapping.toWire(proposed, pool);
    }

    private static Offering offering(String zone, String capacityType, boolean available) {
        return Offering.of(
                Requirements.of(
                        Requirement.in(LabelKeys.ZONE, zone), Requirement.in(LabelKeys.CAPACITY_TYPE, capacityType)),
                1,
                available);
    }

    private static List<String> values(NodeClaim claim, String key) {
        return claim.getSpec().requirements().stream()
                .filter(requirement -> requirement.key().equals(key))
                .flatMap(requirement -> Objects.requireNonNull(requirement.values()).stream())
                .toList();
    }
}
