package sh.karpenter.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.state.StateObjects.START;
import static sh.karpenter.core.state.StateObjects.claim;
import static sh.karpenter.core.state.StateObjects.daemonPod;
import static sh.karpenter.core.state.StateObjects.daemonSet;
import static sh.karpenter.core.state.StateObjects.ended;
import static sh.karpenter.core.state.StateObjects.node;
import static sh.karpenter.core.state.StateObjects.ourNode;
import static sh.karpenter.core.state.StateObjects.pod;
import static sh.karpenter.core.state.StateObjects.shape;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.workload.NodeSelectorTerm;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodShape;

class ClusterStateTest {
    private final ClusterState state = new ClusterState();

    @Test
    void joinsNodeAndClaimByProviderId() {
        state.apply(new ClusterEvent.NodeClaimSeen(claim("default-1", "aws:///i-1")));
        assertThat(onlyNode().name()).isEqualTo("default-1");
        assertThat(onlyNode().node()).isNull();

        state.apply(new ClusterEvent.NodeSeen(ourNode("ip-1", "aws:///i-1")));
        assertThat(onlyNode().name()).isEqualTo("ip-1");
        assertThat(onlyNode().claim()).isNotNull();
    }

    @Test
    void keepsNodesOfOthersByNameWhenTheyHaveNoProviderId() {
        state.apply(new ClusterEvent.NodeSeen(node("static-1", "", Map.of())));
        assertThat(onlyNode().name()).isEqualTo("static-1");
        assertThat(onlyNode().managed()).isFalse();
    }

    @Test
    void ignoresOurNodesWithoutProviderIdAndUntypedOnesUntilTheyAreInitialised() {
        state.apply(new ClusterEvent.NodeSeen(ourNode("ip-1", "")));
        state.apply(new ClusterEvent.NodeSeen(node("ip-2", "aws:///i-2", Map.of(LabelKeys.NODE_POOL, "default"))));
        assertThat(state.snapshot().nodes()).isEmpty();

        state.apply(new ClusterEvent.NodeSeen(
                node("ip-2", "aws:///i-2", Map.of(LabelKeys.NODE_POOL, "default", LabelKeys.INITIALIZED, "true"))));
        assertThat(onlyNode().name()).isEqualTo("ip-2");
    }

    @Test
    void aClaimWithoutMachineIsNoNodeButHoldsDecisionsUp() {
        state.apply(new ClusterEvent.NodeClaimSeen(claim("default-1", "")));
        assertThat(state.snapshot().nodes()).isEmpty();
        assertThat(state.launching()).isTrue();

        state.apply(new ClusterEvent.NodeClaimSeen(claim("default-1", "aws:///i-1")));
        assertThat(state.launching()).isFalse();
        state.apply(new ClusterEvent.NodeClaimSeen(claim("default-2", "")));
        state.apply(new ClusterEvent.NodeClaimGone("default-2"));
        assertThat(state.launching()).isFalse();
    }

    @Test
    void followsPodsFromPendingToBoundToEnded() {
        state.apply(new ClusterEvent.NodeSeen(node("n1", "", Map.of())));
        state.apply(new ClusterEvent.PodSeen(pod("web", "")));
        assertThat(names(state.snapshot().pendingPods())).containsExactly("web");

        state.apply(new ClusterEvent.PodSeen(pod("web", "n1")));
        assertThat(state.snapshot().pendingPods()).isEmpty();
        assertThat(names(onlyNode().pods())).containsExactly("web");

        state.apply(new ClusterEvent.PodSeen(ended("web", "n1")));
        assertThat(onlyNode().pods()).isEmpty();
    }

    @Test
    void findsPodsThatWereSeenBeforeTheirNode() {
        state.apply(new ClusterEvent.PodSeen(pod("b", "n1")));
        state.apply(new ClusterEvent.PodSeen(pod("a", "n1")));
        state.apply(new ClusterEvent.NodeSeen(node("n1", "", Map.of())));
        assertThat(names(onlyNode().pods())).containsExactly("a", "b");
    }

    @Test
    void marksByHandAndByWhatTheObjectsSay() {
        state.apply(new ClusterEvent.NodeClaimSeen(claim("default-1", "aws:///i-1")));
        assertThat(onlyNode().markedForDeletion()).isFalse();

        state.apply(new ClusterEvent.MarkedForDeletion(new TreeSet<>(List.of("aws:///i-1"))));
        assertThat(onlyNode().markedForDeletion()).isTrue();
        state.apply(new ClusterEvent.UnmarkedForDeletion(new TreeSet<>(List.of("aws:///i-1"))));
        assertThat(onlyNode().markedForDeletion()).isFalse();

        state.apply(new ClusterEvent.NodeClaimSeen(claim("default-1", "aws:///i-1", START, null)));
        assertThat(onlyNode().markedForDeletion()).isTrue();
        state.apply(new ClusterEvent.NodeClaimSeen(claim("default-1", "aws:///i-1", null, "InstanceTerminating")));
        assertThat(onlyNode().markedForDeletion()).isTrue();
    }

    @Test
    void keepsANominationAcrossTheChangeOfNames() {
        state.apply(new ClusterEvent.NodeClaimSeen(claim("default-1", "aws:///i-1")));
        state.apply(new ClusterEvent.Nominated(new TreeSet<>(List.of("default-1")), START.plusSeconds(20)));
        state.apply(new ClusterEvent.NodeSeen(ourNode("ip-1", "aws:///i-1")));
        assertThat(onlyNode().name()).isEqualTo("ip-1");
        assertThat(onlyNode().nominated(START.plusSeconds(19))).isTrue();
        assertThat(onlyNode().nominated(START.plusSeconds(20))).isFalse();
    }

    @Test
    void aDaemonSetLooksLikeItsNewestPodPinnedLikeItsTemplate() {
        var pinned = new NodeSelectorTerm(List.of(LabelExpression.of("disk", Operator.IN, "ssd")), List.of());
        var toOneNode =
                new NodeSelectorTerm(List.of(), List.of(LabelExpression.of("metadata.name", Operator.IN, "n1")));
        state.apply(new ClusterEvent.DaemonSetSeen(daemonSet("logs", shape("template", List.of(pinned)))));
        assertThat(daemonShape().labels()).containsEntry("app", "template");

        state.apply(
                new ClusterEvent.PodSeen(daemonPod("logs-1", "n1", "logs", START, shape("old", List.of(toOneNode)))));
        state.apply(new ClusterEvent.PodSeen(
                daemonPod("logs-2", "n2", "logs", START.plusSeconds(1), shape("new", List.of(toOneNode)))));
        assertThat(daemonShape().labels()).containsEntry("app", "new");
        assertThat(daemonShape().requiredNodeTerms()).containsExactly(pinned);

        state.apply(new ClusterEvent.PodGone("default", "logs-2"));
        assertThat(daemonShape().labels()).containsEntry("app", "old");
    }

    @Test
    void joinsCsiLimitsWhicheverComesFirst() {
        var limits = new TreeMap<String, OptionalInt>();
        limits.put("ebs.csi.aws.com", OptionalInt.of(25));
        state.apply(new ClusterEvent.CsiNodeSeen("n1", limits));
        state.apply(new ClusterEvent.NodeSeen(node("n1", "", Map.of())));
        assertThat(realNode().csiLimits()).isEqualTo(limits);
        state.apply(new ClusterEvent.CsiNodeGone("n1"));
        assertThat(realNode().csiLimits()).isEmpty();
    }

    @Test
    void tellsWhenConsolidationIsWorthAnotherLook() {
        state.apply(new ClusterEvent.NodeSeen(node("n1", "", Map.of())));
        long before = state.consolidationGeneration();
        state.apply(new ClusterEvent.PodSeen(pod("web", "")));
        state.apply(new ClusterEvent.NodeSeen(node("n1", "", Map.of("heartbeat", "2"))));
        assertThat(state.consolidationGeneration()).isEqualTo(before);

        state.apply(new ClusterEvent.PodSeen(pod("web", "n1")));
        assertThat(state.consolidationGeneration()).isEqualTo(before + 1);
        state.apply(new ClusterEvent.PodGone("default", "web"));
        assertThat(state.consolidationGeneration()).isEqualTo(before + 2);
        state.apply(new ClusterEvent.NodeGone("n1"));
        assertThat(state.consolidationGeneration()).isEqualTo(before + 3);
    }

    @Test
    void givesTheSamePictureUntilSomethingHappens() {
        state.apply(new ClusterEvent.NodeSeen(node("n1", "", Map.of())));
        assertThat(state.snapshot()).isSameAs(state.snapshot());
        long generation = state.snapshot().generation();
        state.apply(new ClusterEvent.NodeGone("n1"));
        assertThat(state.snapshot().generation()).isEqualTo(generation + 1);
    }

    private Node realNode() {
        return Objects.requireNonNull(onlyNode().node());
    }

    private ClusterNode onlyNode() {
        return state.snapshot().nodes().getFirst();
    }

    private PodShape daemonShape() {
        return state.snapshot().daemonSets().getFirst().podShape();
    }

    private static List<String> names(List<Pod> pods) {
        return pods.stream().map(Pod::name).toList();
    }
}
