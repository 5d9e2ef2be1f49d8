package sh.karpenter.controllers.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.metric.SolveMeters;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Requeue;

/// Plans machines for pods that wait.
///
/// 1. Wait until a batch of triggers is complete and the picture of the cluster can be relied on.
/// 2. Observe: the snapshot, the pods to place, the pools with their catalogues.
/// 3. Decide: solve that problem, within a minute; what is decided until then counts.
/// 4. Record: nodes kept for pods, events, log, measurements.
/// 5. Act: create one claim object per proposed machine. Only then does the cloud hear of it, from another
///    controller.
public final class Provisioner {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final Duration LONGEST_SOLVE = Duration.ofMinutes(1);
    private static final Duration UNTIL_SYNCED = Duration.ofMillis(100);
    private static final String REASON = "provisioned";

    private final PodBatcher batcher;
    private final LiveCluster cluster;
    private final PoolCatalogues catalogues;
    private final LabelVocabulary labels;
    private final SchedulingOptions options;
    private final Solver solver;
    private final ResultRecorder recorder;
    private final ClaimCreation creation;
    private final Placements placements;
    private final Executor executor;
    private final InstantSource clock;
    private final Controller<Controller.Singleton> controller;

    /// @param placements hears which pod goes where
    /// @param executor runs the creation of claims side by side; [Runnable#run] for one after the other
    public Provisioner(
            PodBatcher batcher,
            LiveCluster cluster,
            PoolCatalogues catalogues,
            LabelVocabulary labels,
            SchedulingOptions options,
            Solver solver,
            ResultRecorder recorder,
            ClaimCreation creation,
            Placements placements,
            Executor executor,
            InstantSource clock) {
        this.batcher = batcher;
        this.cluster = cluster;
        this.catalogues = catalogues;
        this.labels = labels;
        this.options = options;
        this.solver = solver;
        this.recorder = recorder;
        this.creation = creation;
        this.placements = placements;
        this.executor = executor;
        this.clock = clock;
        this.controller = Controller.singleton("provisioner", clock, this::reconcile);
    }

    /// The controller to run.
    public Controller<Controller.Singleton> controller() {
        return controller;
    }

    /// Something asks for provisioning.
    ///
    /// @param element for example a pod's uid
    public void trigger(String element) {
        batcher.trigger(element, clock.instant());
        controller.trigger(Controller.Singleton.ONLY);
    }

    private Requeue reconcile() {
        return switch (decide(batcher.window(clock.instant()), cluster.synced())) {
            case Next.Rest _ -> Requeue.none();
            case Next.Wait(var rest) -> Requeue.after(rest);
            case Next.Provision _ -> {
                batcher.clear();
                provision();
                yield Requeue.now();
            }
        };
    }

    /// What to do about a batch. A complete batch waits for the picture: what was triggered is not lost.
    static Next decide(PodBatcher.Window window, boolean synced) {
        return switch (window) {
            case PodBatcher.Window.Empty _ -> new Next.Rest();
            case PodBatcher.Window.Open(var rest) -> new Next.Wait(rest);
            case PodBatcher.Window.Complete _ -> synced ? new Next.Provision() : new Next.Wait(UNTIL_SYNCED);
        };
    }

    private void provision() {
        Instant began = clock.instant();
        ClusterSnapshot snapshot = cluster.snapshot();
        PodsToPlace pods = PodsToPlace.of(snapshot, began);
        if (pods.all().isEmpty()) {
            return;
        }
        log.atDebug()
                .addKeyValue("pending-pods", pods.pending().size())
                .addKeyValue("deleting-pods", pods.deleting().size())
                .log("computing scheduling decision for provisionable pod(s)");
        var problem = problem(snapshot, pods, began);
        Instant end = began.plus(LONGEST_SOLVE);
        SolveMeters.Run run = recorder.began(pods.all().size());
        SchedulingResult result = solver.solve(problem, () -> {
            run.goesOn();
            return clock.instant().isAfter(end);
        });
        run.ended(result.rejected().size() + result.deferred().size());
        recorder.record(problem, result, run.id(), Duration.between(began, clock.instant()));
        result.existing().forEach(placements::planned);
        create(result.newNodeClaims());
    }

    private SchedulingProblem problem(ClusterSnapshot snapshot, PodsToPlace pods, Instant now) {
        var pools = catalogues.provisioning(snapshot.nodePools());
        if (pools.isEmpty()) {
            log.atInfo().log("no dynamic nodepools found");
        }
        return new SchedulingProblem(snapshot, pods.all(), new TreeSet<>(), pools, labels, options, now);
    }

    /// Creates all claims side by side. One that fails does not keep the others from being created; the pods of
    /// those that failed trigger the next batch.
    private void create(List<ProposedNodeClaim> proposals) {
        var running = new ExecutorCompletionService<ClaimCreation.Creation>(executor);
        proposals.forEach(proposal -> running.submit(() -> create(proposal)));
        var failures = new ArrayList<String>();
        for (int i = 0; i < proposals.size(); i++) {
            try {
                switch (running.take().get()) {
                    case ClaimCreation.Creation.Created _ -> {}
                    case ClaimCreation.Creation.Refused(var reason) -> failures.add(reason);
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException broken) {
                failures.add(String.valueOf(broken.getCause()));
            }
        }
        failures.forEach(failure -> log.atError().addKeyValue("error", failure).log("creating nodeclaim"));
    }

    private ClaimCreation.Creation create(ProposedNodeClaim proposal) {
        var outcome = creation.create(proposal, REASON);
        if (outcome instanceof ClaimCreation.Creation.Created(var claim)) {
            recorder.planned(claim, proposal.pods());
            placements.planned(claim, proposal.pods());
        }
        return outcome;
    }

    /// What to do about a batch.
    sealed interface Next {
        /// Nothing asks for provisioning.
        record Rest() implements Next {}

        /// Look again later.
        record Wait(Duration rest) implements Next {}

        /// Plan now.
        record Provision() implements Next {}
    }

    /// Solves a problem; [sh.karpenter.core.scheduling.solve.Scheduler] in production.
    @FunctionalInterface
    public interface Solver {
        /// Same problem, same result, except that a deadline may cut it short.
        SchedulingResult solve(SchedulingProblem problem, Deadline deadline);
    }
}
