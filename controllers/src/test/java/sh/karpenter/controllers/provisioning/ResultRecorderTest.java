package sh.karpenter.controllers.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Given.given;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PodBuilder.pods;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.metric.PodTimes;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.core.testing.Given;
import sh.karpenter.testing.testkit.log.LoggedLines;

/// What the outside hears of a solve.
class ResultRecorderTest {
    private final World world = new World();
    private final ResultRecorder recorder = new ResultRecorder(
            new LiveCluster(world.stores::synced),
            world.events::add,
            world.meters(),
            world.clock,
            Duration.ofSeconds(20),
            new PodTimes(world.meters()),
            _ -> true);

    private void record(Given given) {
        SchedulingProblem problem = given.problem();
        recorder.record(problem, Scheduler.solve(problem, Deadline.none()), "solve-1", Duration.ofMillis(5));
    }

    private List<ObjectEvent> eventsAbout(String name) {
        return world.events.stream()
                .filter(event -> event.about().name().equals(name))
                .toList();
    }

    @Test
    void aPodThatFitsNowhereIsToldWhyAndCounted() {
        record(given().pool("default").pods(pod("big").cpu("64").build()));

        assertThat(eventsAbout("big")).singleElement().satisfies(event -> {
            assertThat(event.reason()).isEqualTo("FailedScheduling");
            assertThat(event.severity()).isEqualTo(ObjectEvent.Severity.WARNING);
            assertThat(event.message()).startsWith("Failed to schedule pod, no instance type has enough resources");
            assertThat(event.quiet()).isEqualTo(Duration.ofMinutes(5));
        });
        assertThat(world.gauges())
                .contains(
                        "scheduler_unschedulable_pods_count{controller=provisioner} 1.0",
                        "scheduler_ignored_pods_count{} 0.0");
    }

    @Test
    void podsThatWaitAreCountedByTheZoneThatTheyAreBoundTo() {
        record(given().pool("default")
                .pods(pods(2, pod("web").requires(LabelKeys.ZONE, Operator.IN, "a")))
                .pods(pod("api").requires(LabelKeys.ZONE, Operator.IN, "a", "b").build())
                .pods(pod("job").build()));

        assertThat(world.gauges())
                .contains(
                        "scheduler_pending_pods_by_effective_zone_count{controller=provisioner, zone=a} 2.0",
                        "scheduler_pending_pods_by_effective_zone_count{controller=provisioner, zone=flexible} 2.0");

        record(given().pool("default").pods(pod("job").build()));

        assertThat(world.gauges()).noneMatch(gauge -> gauge.contains("zone=a}"));
    }

    @Test
    void aPodWithAVolumeProblemIsToldWhyAndCountedAsIgnored() {
        record(given().pool("default")
                .pods(pod("web").build(), pod("db").volume("missing").build()));

        assertThat(eventsAbout("db"))
                .singleElement()
                .satisfies(event -> assertThat(event.message())
                        .startsWith("Failed to schedule pod, getting persistent volume claim,"
                                + " persistentvolumeclaim not found"));
        assertThat(world.gauges())
                .contains(
                        "scheduler_unschedulable_pods_count{controller=provisioner} 0.0",
                        "scheduler_ignored_pods_count{} 1.0");
    }

    @Test
    void aPodThatRefusesOurNodesIsCountedAsIgnoredWithoutAnEvent() {
        record(given().pool("default")
                .pods(pod("web")
                        .requires(LabelExpression.of(LabelKeys.NODE_POOL, Operator.DOES_NOT_EXIST))
                        .build()));

        assertThat(world.events).isEmpty();
        assertThat(world.gauges()).contains("scheduler_ignored_pods_count{} 1.0");
    }

    @Test
    void aPoolThatIsLeftOutIsToldOnceAMinute() {
        record(given().pool("none", LabelExpression.of(LabelKeys.ARCH, Operator.IN, "sparc"))
                .pool("odd", LabelExpression.of("team", Operator.GT, "red"))
                .pool("few", new LabelExpression(LabelKeys.INSTANCE_TYPE, "Exists", List.of(), 9))
                .pool("default")
                .pods(pod("web").build()));

        assertThat(eventsAbout("none")).singleElement().satisfies(event -> {
            assertThat(event.reason()).isEqualTo("NoCompatibleInstanceTypes");
            assertThat(event.message())
                    .isEqualTo("NodePool requirements filtered out all compatible available instance types");
            assertThat(event.quiet()).isEqualTo(Duration.ofMinutes(1));
        });
        assertThat(eventsAbout("few"))
                .singleElement()
                .satisfies(event -> assertThat(event.message()).endsWith("due to minValues incompatibility"));
        assertThat(eventsAbout("odd"))
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).isEqualTo("InvalidNodePool"));
        assertThat(eventsAbout("default")).isEmpty();
    }

    @Test
    void podsAreToldOfTheClaimThatIsMadeForThem() {
        recorder.planned("default-abc", pods(2, pod("web")));

        assertThat(world.events)
                .extracting(event -> event.about().name() + ": " + event.reason() + " " + event.message())
                .containsExactly(
                        "web-0: Nominated Pod should schedule on: nodeclaim/default-abc",
                        "web-1: Nominated Pod should schedule on: nodeclaim/default-abc");
    }

    @Test
    void aSolveThatRanOutOfTimeIsToldUnderTheNameThatItsMetricsHave() {
        SchedulingProblem problem =
                given().pool("default").pods(pods(3, pod("web"))).problem();
        var run = recorder.began(3);
        try (var log = LoggedLines.begin()) {
            recorder.record(problem, Scheduler.solve(problem, () -> true), run.id(), Duration.ofMillis(1500));
            assertThat(log.of("scheduling simulation timed out"))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.level()).isEqualTo("DEBUG");
                        assertThat(line.fields())
                                .containsEntry("duration", "1.5s")
                                .containsEntry("scheduling-id", run.id());
                    });
        }
        assertThat(world.gauges())
                .contains("scheduler_queue_depth{controller=provisioner, scheduling_id=" + run.id() + "} 3.0");
    }

    @Test
    void typesThatWouldExceedALimitAreToldWithTheirNumber() {
        try (var log = LoggedLines.begin()) {
            // Of 2, 4, 8 and 32 CPUs only the last is too much.
            record(given().pool("default", 0, List.of(), cpu(8))
                    .pods(pod("web").cpu("1").build()));
            assertThat(limited(log)).containsExactly("{NodePool={name=default}, excluded=1, total=4}");
        }
        try (var log = LoggedLines.begin()) {
            // The first machine may become one of 32 CPUs; for the second, 8 are left.
            record(given().pool("default", 0, List.of(), cpu(40))
                    .pods(pods(2, pod("web").cpu("1").apart(LabelKeys.HOSTNAME, "web"))));
            assertThat(limited(log)).containsExactly("{NodePool={name=default}, excluded=1, total=4}");
        }
        try (var log = LoggedLines.begin()) {
            record(given().pool("default", 0, List.of(), cpu(100))
                    .pods(pod("web").cpu("1").build()));
            record(given().pool("default", 0, List.of(), cpu(1))
                    .pods(pod("web").cpu("1").build()));
            record(given().pool("default").pods(pod("web").cpu("1").build()));
            assertThat(limited(log)).as("none is left out, all are, no limit").isEmpty();
        }
    }

    private static Resources cpu(long cores) {
        return Resources.none().with("cpu", cores * Resources.CORE);
    }

    private static List<String> limited(LoggedLines log) {
        return log.of("instance types were excluded because they would breach limits").stream()
                .map(line -> line.fields().toString())
                .toList();
    }
}
