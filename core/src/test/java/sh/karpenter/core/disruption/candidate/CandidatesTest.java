package sh.karpenter.core.disruption.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Fleet.SMALL;
import static sh.karpenter.core.testing.Fleet.fleet;
import static sh.karpenter.core.testing.MachineBuilder.machine;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PoolBuilder.nodePool;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.model.workload.PodDisruptionBudget;
import sh.karpenter.core.model.workload.PodPhase;
import sh.karpenter.core.testing.Fleet;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.MachineBuilder;
import sh.karpenter.core.testing.PodBuilder;

/// Which nodes may be disrupted, and the first rule that says no.
class CandidatesTest {

    @Test
    void aNodeThatIsReadyForWorkIsACandidate() {
        var candidates = fleet().node(machine("n1", SMALL)).candidates();

        assertThat(candidates.skipped()).isEmpty();
        assertThat(candidates.candidates()).extracting(Candidate::name).containsExactly("n1");
    }

    @Test
    void aNodeOfACommandUnderWayIsNotAsked() {
        assertThat(skip(fleet().node(machine("n1", SMALL)).queued("n1"))).isEqualTo(new Skip.Queued());
    }

    @Test
    void aNodeWithoutClaimIsNotOurs() {
        assertSkips(machine("n1", SMALL).withoutClaim(), new Skip.NotManaged(), "node isn't managed by karpenter");
    }

    @Test
    void aClaimWithoutNodeHasNothingToDisrupt() {
        assertSkips(
                machine("n1", SMALL).withoutNode(), new Skip.NoNode(), "nodeclaim does not have an associated node");
    }

    @Test
    void aNodeThatIsBeingRebootedIsLeftAlone() {
        assertSkips(machine("n1", SMALL).is("Rebooting").leaving(), new Skip.Rebooting(), "node is rebooting");
    }

    @Test
    void aNodeThatGoesAwayIsNotTakenTwice() {
        assertSkips(
                machine("n1", SMALL).leaving().uninitialized(),
                new Skip.Deleting(),
                "node is deleting or marked for deletion");
    }

    @Test
    void aNodeMustHaveRegistered() {
        assertSkips(
                machine("n1", SMALL).unregistered(),
                new Skip.NotInitialized(false),
                "node isn't initialized nor registered");
    }

    @Test
    void aNodeMustBeInitialized() {
        assertSkips(machine("n1", SMALL).uninitialized(), new Skip.NotInitialized(true), "node isn't initialized");
    }

    @Test
    void aNodeToWhichPodsAreToBeBoundIsKeptForThem() {
        assertSkips(
                machine("n1", SMALL).nominatedUntil(Given.NOW.plusSeconds(1)),
                new Skip.Nominated(),
                "node is nominated for a pending pod");
    }

    @Test
    void aNominationEnds() {
        assertThat(fleet().node(machine("n1", SMALL).nominatedUntil(Given.NOW))
                        .candidates()
                        .skipped())
                .isEmpty();
    }

    @Test
    void theAnnotationOnTheNodeForbidsIt() {
        assertSkips(
                machine("n1", SMALL).annotation(LabelKeys.DO_NOT_DISRUPT, "true"),
                new Skip.DoNotDisrupt(),
                "disruption is blocked through the \"karpenter.sh/do-not-disrupt\" annotation");
    }

    @Test
    void onNodesTheAnnotationTakesNoDurations() {
        var candidates = fleet().node(machine("n1", SMALL).annotation(LabelKeys.DO_NOT_DISRUPT, "10m"))
                .node(machine("n2", SMALL).annotation(LabelKeys.DO_NOT_DISRUPT, "True"))
                .candidates();

        assertThat(candidates.skipped()).isEmpty();
    }

    @Test
    void aNodeMustNameItsPool() {
        assertSkips(
                machine("n1", SMALL).without(LabelKeys.NODE_POOL),
                new Skip.NoPoolLabel(),
                "node doesn't have required label \"karpenter.sh/nodepool\"");
    }

    @Test
    void thePoolMustBeKnown() {
        assertSkips(
                machine("n1", SMALL).pool("gone"), new Skip.PoolNotFound("gone"), "NodePool not found (NodePool=gone)");
    }

    @Test
    void thePoolMustHaveInstanceTypes() {
        var fleet = fleet().types().node(machine("n1", SMALL));

        assertThat(skip(fleet)).isEqualTo(new Skip.NoInstanceTypes("default"));
        assertThat(skip(fleet).message()).isEqualTo("NodePool not found (NodePool=default)");
    }

    @Test
    void aPodsAnnotationForbidsIt() {
        var guarded = pod("web").on("n1").annotation(LabelKeys.DO_NOT_DISRUPT, "true");

        assertThat(skip(with(guarded))).isEqualTo(new Skip.PodDoNotDisrupt("default/web"));
        assertThat(skip(with(guarded)).message())
                .isEqualTo("pod has \"karpenter.sh/do-not-disrupt\" annotation (Pod=default/web)");
    }

    @Test
    void theAnnotationsOfDaemonsAndStaticPodsCountToo() {
        var daemon = pod("log").on("n1").ofDaemonSet("log").annotation(LabelKeys.DO_NOT_DISRUPT, "true");
        var mirror = pod("proxy").on("n1").ofNode("n1").annotation(LabelKeys.DO_NOT_DISRUPT, "true");

        assertThat(skip(with(daemon))).isEqualTo(new Skip.PodDoNotDisrupt("default/log"));
        assertThat(skip(with(mirror))).isEqualTo(new Skip.PodDoNotDisrupt("default/proxy"));
    }

    @Test
    void aPodsAnnotationMayBeADurationFromItsStart() {
        var young =
                pod("web").on("n1").annotation(LabelKeys.DO_NOT_DISRUPT, "10m").started(Given.NOW.minusSeconds(599));
        var old =
                pod("web").on("n1").annotation(LabelKeys.DO_NOT_DISRUPT, "10m").started(Given.NOW.minusSeconds(600));
        var starting = pod("web").on("n1").annotation(LabelKeys.DO_NOT_DISRUPT, "10m");

        assertThat(skip(with(young))).isEqualTo(new Skip.PodDoNotDisrupt("default/web"));
        assertThat(skip(with(starting))).isEqualTo(new Skip.PodDoNotDisrupt("default/web"));
        assertThat(with(old).candidates().skipped()).isEmpty();
    }

    @Test
    void anAnnotationThatMeansNothingForbidsNothing() {
        for (String value : List.of("false", "yes", "-5m", "0s")) {
            var guarded = pod("web").on("n1").annotation(LabelKeys.DO_NOT_DISRUPT, value);
            assertThat(with(guarded).candidates().skipped()).as(value).isEmpty();
        }
    }

    @Test
    void thePodsThatHaveEndedOrAreEndingForbidNothing() {
        var ended = pod("job").on("n1").phase(PodPhase.SUCCEEDED).annotation(LabelKeys.DO_NOT_DISRUPT, "true");
        var ending = pod("web").on("n1").deletion(Given.NOW).annotation(LabelKeys.DO_NOT_DISRUPT, "true");

        assertThat(with(ended, ending).candidates().skipped()).isEmpty();
    }

    @Test
    void aBudgetThatAllowsNoEvictionBlocks() {
        var fleet = with(pod("web").on("n1")).podBudget("guard", "web", 0);

        assertThat(skip(fleet)).isEqualTo(new Skip.PodBudget("default/web", List.of("default/guard")));
        assertThat(skip(fleet).message())
                .isEqualTo("pdb prevents pod evictions (Pod=default/web, PodDisruptionBudget=default/guard)");
    }

    @Test
    void aBudgetThatAllowsAnEvictionDoesNotBlock() {
        assertThat(with(pod("web").on("n1"))
                        .podBudget("guard", "web", 1)
                        .candidates()
                        .skipped())
                .isEmpty();
    }

    @Test
    void twoBudgetsBlockWhateverTheyAllow() {
        var fleet = with(pod("web").on("n1")).podBudget("one", "web", 5).podBudget("two", "web", 5);

        assertThat(skip(fleet).message()).startsWith("eviction does not support multiple PDBs (Pod=default/web");
    }

    @Test
    void aBudgetMayLetPodsThatAreNotReadyGo() {
        var lenient =
                new PodDisruptionBudget("default", "guard", PodBuilder.selector("app", "web"), "1", null, 0, true);

        assertThat(with(pod("web").on("n1").ready(false))
                        .podBudget(lenient)
                        .candidates()
                        .skipped())
                .isEmpty();
        assertThat(skip(with(pod("web").on("n1").ready(true)).podBudget(lenient)))
                .isInstanceOf(Skip.PodBudget.class);
    }

    @Test
    void aBudgetWithoutSelectorBlocksNobodyAndOneWithAnEmptyOneAll() {
        var nobody = new PodDisruptionBudget("default", "guard", null, "1", null, 0, false);
        var all = new PodDisruptionBudget(
                "default", "guard", new LabelSelector(new TreeMap<>(), List.of()), "1", null, 0, false);

        assertThat(with(pod("web").on("n1")).podBudget(nobody).candidates().skipped())
                .isEmpty();
        assertThat(skip(with(pod("web").on("n1")).podBudget(all))).isInstanceOf(Skip.PodBudget.class);
    }

    @Test
    void podsThatNobodyEvictsAreNotBlockedByBudgets() {
        var mirror = pod("web").on("n1").ofNode("n1");
        var tolerant = pod("web").on("n1").tolerates(LabelKeys.DISRUPTED_TAINT, "");

        assertThat(with(mirror).podBudget("guard", "web", 0).candidates().skipped())
                .isEmpty();
        assertThat(with(tolerant).podBudget("guard", "web", 0).candidates().skipped())
                .isEmpty();
    }

    @Test
    void forDriftPodsDoNotBlockWhereTheDrainIsBounded() {
        var guarded =
                pod("web").on("n1").annotation(LabelKeys.DO_NOT_DISRUPT, "true").build();
        var round = fleet().node(
                        machine("n1", SMALL).gracePeriod(Duration.ofMinutes(5)).runs(guarded))
                .node(machine("n2", SMALL)
                        .runs(pod("db")
                                .on("n2")
                                .annotation(LabelKeys.DO_NOT_DISRUPT, "true")
                                .build()))
                .round();

        var drift = Candidates.of(round, Candidates.Strictness.EVENTUAL);
        var consolidation = Candidates.of(round, Candidates.Strictness.GRACEFUL);

        assertThat(drift.candidates()).extracting(Candidate::name).containsExactly("n1");
        assertThat(consolidation.candidates()).isEmpty();
    }

    @Test
    void aBoundedDrainDoesNotLiftTheNodesOwnAnnotation() {
        var round = fleet().node(machine("n1", SMALL)
                        .gracePeriod(Duration.ofMinutes(5))
                        .annotation(LabelKeys.DO_NOT_DISRUPT, "true"))
                .round();

        assertThat(Candidates.of(round, Candidates.Strictness.EVENTUAL).skipped())
                .containsEntry("n1", new Skip.DoNotDisrupt());
    }

    @Test
    void poolsOfEveryKindHaveCandidates() {
        var fleet = fleet().pool(nodePool("default").replicas(1)).node(machine("n1", SMALL));

        assertThat(fleet.candidates().candidates()).hasSize(1);
    }

    private static void assertSkips(MachineBuilder machine, Skip expected, String message) {
        Skip skip = skip(fleet().node(machine));
        assertThat(skip).isEqualTo(expected);
        assertThat(skip.message()).isEqualTo(message);
    }

    private static Fleet with(PodBuilder... pods) {
        var machine = machine("n1", SMALL);
        for (PodBuilder pod : pods) {
            machine.runs(pod.build());
        }
        return fleet().node(machine);
    }

    private static Skip skip(Fleet fleet) {
        var skipped = fleet.candidates().skipped();
        assertThat(skipped).hasSize(1);
        return skipped.firstEntry().getValue();
    }
}
