package sh.karpenter.controllers.metric;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.kube.provider.MeterSink.Reading;

/// Measures the solves of one controller: how long they take, how many pods were given, and, while one runs,
/// for how long it has.
public final class SolveMeters {
    private static final Duration REFRESH = Duration.ofSeconds(1);

    private final String controller;
    private final MeterSink meters;
    private final InstantSource clock;
    private final Supplier<String> ids;

    /// Measures solves of that controller.
    ///
    /// @param controller for example `provisioner`
    public SolveMeters(String controller, MeterSink meters, InstantSource clock) {
        this(controller, meters, clock, () -> UUID.randomUUID().toString());
    }

    /// As above, with the names of solves given.
    SolveMeters(String controller, MeterSink meters, InstantSource clock, Supplier<String> ids) {
        this.controller = controller;
        this.meters = meters;
        this.clock = clock;
        this.ids = ids;
    }

    /// A solve begins.
    ///
    /// @param pods how many pods it has to place
    public Run begin(int pods) {
        return new Run(ids.get(), pods);
    }

    /// One solve.
    public final class Run {
        private final String id;
        private final int pods;
        private final Instant began = clock.instant();
        private Instant shown = began;

        private Run(String id, int pods) {
            this.id = id;
            this.pods = pods;
            show(pods, Duration.ZERO);
        }

        /// Names the solve, as its metrics do.
        public String id() {
            return id;
        }

        /// It goes on; may be called as often as one likes.
        public void goesOn() {
            Instant now = clock.instant();
            if (Duration.between(shown, now).compareTo(REFRESH) >= 0) {
                shown = now;
                show(pods, Duration.between(began, now));
            }
        }

        /// It ended.
        ///
        /// @param left pods that found no place and are still in its queue
        public void ended(int left) {
            show(left, null);
            meters.observe(
                    "scheduler_scheduling_duration_seconds",
                    MetricLabels.of("controller", controller),
                    ClaimMetrics.seconds(Duration.between(began, clock.instant())));
        }

        private void show(int depth, @Nullable Duration unfinished) {
            var labels = MetricLabels.of("controller", controller, "scheduling_id", id);
            var depthReading = new Reading("scheduler_queue_depth", labels, depth);
            meters.show(
                    "scheduler/" + controller,
                    unfinished == null
                            ? List.of(depthReading)
                            : List.of(
                                    depthReading,
                                    new Reading(
                                            "scheduler_unfinished_work_seconds",
                                            labels,
                                            ClaimMetrics.seconds(unfinished))));
        }
    }
}
