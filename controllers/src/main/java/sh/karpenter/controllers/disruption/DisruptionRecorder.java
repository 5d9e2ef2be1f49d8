package sh.karpenter.controllers.disruption;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.event.EventRecorder;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.event.ObjectEvent.Subject;
import sh.karpenter.controllers.metric.MetricLabels;
import sh.karpenter.controllers.metric.SolveMeters;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.DisruptionMethod;
import sh.karpenter.core.disruption.method.DisruptionMethods;
import sh.karpenter.core.disruption.method.MultiNodeConsolidation;
import sh.karpenter.core.disruption.verdict.BalanceScore;
import sh.karpenter.core.disruption.verdict.VerdictRenderer;
import sh.karpenter.core.disruption.verdict.Weighed;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.workload.PodDisruptionBudget;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.store.Store;
import sh.karpenter.kube.provider.MeterSink;

/// Tells of disruption: events on nodes, claims, pools and pod disruption budgets, and the metrics
/// `karpenter_voluntary_disruption_*`.
///
/// It may be told the same again and again: how long an event is not repeated is said here, per kind of event.
///
/// Source: Karpenter documentation, "Metrics"; the events are those that `kubectl describe node` shows.
public final class DisruptionRecorder {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final String VERSION = "karpenter.sh/v1";

    /// Why a node cannot be consolidated changes with every pod; one reason per node and quarter of an hour.
    private static final Duration UNCONSOLIDATABLE_QUIET = Duration.ofMinutes(15);

    private static final Duration BUDGET_QUIET = Duration.ofMinutes(1);

    /// A budget that never allows an eviction is a mistake that stays until somebody mends it.
    private static final Duration HOPELESS_QUIET = Duration.ofHours(24);

    private final EventRecorder events;
    private final MeterSink meters;
    private final Store<io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget> podBudgets;
    private final SolveMeters solves;

    /// A recorder; metrics that dashboards divide by exist from now on.
    ///
    /// @param podBudgets the objects that events about pod disruption budgets refer to
    public DisruptionRecorder(
            EventRecorder events,
            MeterSink meters,
            Store<io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget> podBudgets,
            InstantSource clock) {
        this.events = events;
        this.meters = meters;
        this.podBudgets = podBudgets;
        this.solves = new SolveMeters("disruption", meters, clock);
        for (DisruptionMethod method : DisruptionMethods.inOrder()) {
            if (method.reason() == DisruptionReason.UNDERUTILIZED) {
                meters.count(
                        "voluntary_disruption_consolidation_timeouts_total",
                        MetricLabels.of("consolidation_type", method.consolidationType()),
                        0);
            }
        }
    }

    /// It is tried whether a command still holds: one solve of the cluster without its nodes.
    SolveMeters.Run confirming(DisruptionCommand command) {
        return solves.begin(command.candidates().stream()
                .mapToInt(candidate -> candidate.pods().size())
                .sum());
    }

    /// How long a method looked, and at how many nodes.
    void evaluated(DisruptionMethod method, int eligible, Duration took) {
        meters.gauge(
                "voluntary_disruption_eligible_nodes",
                MetricLabels.of("reason", method.reason().label()),
                eligible);
        meters.observe(
                "voluntary_disruption_decision_evaluation_duration_seconds",
                MetricLabels.of("reason", method.reason().label(), "consolidation_type", method.consolidationType()),
                took.toNanos() / 1e9);
    }

    /// A method's time was up before it had looked at everything.
    void timedOut(DisruptionMethod method) {
        meters.count(
                "voluntary_disruption_consolidation_timeouts_total",
                MetricLabels.of("consolidation_type", method.consolidationType()),
                1);
    }

    /// The budgets of all pools for a method.
    void budgets(DisruptionBudgets budgets, List<NodePool> pools) {
        budgets.allowed().forEach((pool, allowed) -> {
            var labels =
                    MetricLabels.of("nodepool", pool, "reason", budgets.reason().label());
            meters.gauge("nodepools_allowed_disruptions", labels, allowed);
            meters.gauge(
                    "nodepools_nodes_consuming_budgets",
                    labels,
                    budgets.disrupting().getOrDefault(pool, 0));
        });
        for (NodePool pool : pools) {
            if (budgets.exhausted().contains(pool.name())) {
                events.publish(ObjectEvent.normal(
                                new Subject(VERSION, "NodePool", "", pool.name(), pool.uid()),
                                "DisruptionBlocked",
                                "No allowed disruptions for disruption reason "
                                        + budgets.reason().text() + " due to blocking budget")
                        .quietFor(BUDGET_QUIET));
            }
        }
    }

    /// Why a node is not a candidate, or cannot be disrupted now.
    void blocked(ClusterNode node, String message) {
        publish(node, "DisruptionBlocked", capitalized(message));
    }

    /// A pod disruption budget can never be met, and nodes stay because of it.
    ///
    /// @param budget the budget
    /// @param example a pod of it, as `namespace/name`, and its node
    void hopeless(PodDisruptionBudget budget, String example) {
        var object = podBudgets.find(new ObjectKey(budget.namespace(), budget.name()));
        if (object == null) {
            return;
        }
        events.publish(ObjectEvent.warning(
                        Subject.of(object),
                        "DisruptionBlocked",
                        "The budget never allows an eviction, so that nodes with its pods are never disrupted"
                                + " voluntarily (" + example + "). Maybe allow one pod to be unavailable")
                .sameAs(budget.namespace(), budget.name())
                .quietFor(HOPELESS_QUIET));
    }

    /// Why consolidation leaves a candidate alone.
    void unconsolidatable(ClusterNode node, String message) {
        for (Subject subject : subjects(node)) {
            events.publish(ObjectEvent.normal(subject, "Unconsolidatable", message)
                    .sameAs(subject.kind(), subject.name(), subject.uid())
                    .quietFor(UNCONSOLIDATABLE_QUIET));
        }
    }

    /// A replacement was found to pay; it waits to be confirmed.
    void candidate(DisruptionCommand command) {
        if (command instanceof DisruptionCommand.Replace && CommandText.consolidates(command)) {
            for (Candidate candidate : command.candidates()) {
                publish(
                        candidate.node(),
                        "ConsolidationCandidate",
                        "Consolidation candidate: " + CommandText.ofNode(command, candidate) + " "
                                + CommandText.savings(command));
            }
        }
    }

    /// A command no longer held.
    void rejected(DisruptionCommand command, String cause) {
        meters.count(
                "voluntary_disruption_failed_validations_total",
                MetricLabels.of("consolidation_type", command.consolidationType()),
                command.candidates().size());
        if (command.reason() == DisruptionReason.EMPTY) {
            return;
        }
        for (Candidate candidate : command.candidates()) {
            publish(
                    candidate.node(),
                    "ConsolidationRejected",
                    "Consolidation rejected: " + CommandText.ofNode(command, candidate) + ", reason: " + cause + " "
                            + CommandText.savings(command));
        }
    }

    /// A consolidation works out, and its pools have weighed it.
    void weighed(DisruptionMethod method, Weighed move) {
        String decision = move.approved() ? "approved" : "rejected";
        var scores = new LinkedHashMap<String, BalanceScore>();
        move.scores().forEach(score -> scores.put(score.pool(), score));
        var pools = new LinkedHashMap<String, NodePool>();
        move.candidates().forEach(candidate -> pools.put(candidate.pool().name(), candidate.pool()));
        pools.forEach((name, pool) -> {
            var labels = MetricLabels.of("decision", decision, "nodepool", name, "policy", policyAsWritten(pool));
            meters.count("consolidation_moves_total", labels, 1);
            BalanceScore score = scores.get(name);
            if (score == null) {
                return;
            }
            meters.observe("consolidation_score", labels, score.score());
            log(score, move, decision);
            if (move.approved() && method instanceof MultiNodeConsolidation) {
                events.publish(ObjectEvent.normal(
                        new Subject(VERSION, "NodePool", "", name, pool.uid()),
                        "ConsolidationApproved",
                        VerdictRenderer.comparison(score)));
            }
        });
        if (move.approved() && !scores.isEmpty() && !(method instanceof MultiNodeConsolidation)) {
            for (Candidate candidate : move.candidates()) {
                scores.values()
                        .forEach(score ->
                                publish(candidate.node(), "ConsolidationApproved", VerdictRenderer.comparison(score)));
            }
        }
    }

    private static void log(BalanceScore score, Weighed move, String decision) {
        log.atDebug()
                .addKeyValue("nodepool", score.pool())
                .addKeyValue("score", score.score())
                .addKeyValue("savings_fraction", score.savingsFraction())
                .addKeyValue("disruption_fraction", score.disruptionFraction())
                .addKeyValue("savings", score.savings())
                .addKeyValue("disruption_cost", score.disturbance())
                .addKeyValue("nodepool_total_cost", score.poolCost())
                .addKeyValue("nodepool_total_disruption_cost", score.poolDisturbance())
                .addKeyValue("threshold", score.threshold())
                .addKeyValue("k", 1 / score.threshold())
                .addKeyValue("approved", move.approved())
                .addKeyValue("decision", decision)
                .addKeyValue(
                        "candidates",
                        move.candidates().stream().map(Candidate::name).toList())
                .log("consolidation score");
    }

    /// A command has been started.
    void started(DisruptionCommand command) {
        var labels = decision(command);
        meters.count("voluntary_disruption_decisions_total", labels, 1);
        command.candidates().stream()
                .map(candidate -> candidate.pool().name())
                .distinct()
                .forEach(pool -> {
                    var byPool = new LinkedHashMap<String, String>();
                    byPool.put("nodepool", pool);
                    byPool.putAll(labels);
                    meters.count("voluntary_disruption_decisions_by_nodepool_total", byPool, 1);
                });
    }

    /// A replacement is being launched.
    void launching(NodeClaim claim, DisruptionReason reason) {
        events.publish(
                ObjectEvent.normal(Subject.of(claim), "DisruptionLaunching", "Launching NodeClaim: " + reason.text()));
    }

    /// A replacement is launched and not ready yet.
    void joining(NodeClaim claim) {
        events.publish(ObjectEvent.normal(
                Subject.of(claim), "DisruptionWaitingReadiness", "Waiting on readiness to continue disruption"));
    }

    /// The claim of a node that was to be removed has been deleted.
    void terminating(Candidate candidate, DisruptionCommand command) {
        String reason = command.reason().text();
        for (Subject subject : subjects(candidate.node())) {
            events.publish(ObjectEvent.normal(
                    subject, "DisruptionTerminating", "Disrupting " + subject.kind() + ": " + reason));
        }
        var labels = MetricLabels.of(
                "reason",
                command.reason().label(),
                "nodepool",
                candidate.pool().name(),
                "capacity_type",
                candidate.capacityType(),
                "consolidation_policy",
                CommandText.consolidates(command) ? policy(candidate.pool()) : "",
                "termination_mode",
                terminationMode(candidate));
        meters.count("nodeclaims_disrupted_total", labels, 1);
        meters.count("pods_disruption_initiated_total", labels, candidate.pods().size());
    }

    /// A command has been rolled back.
    void failed(DisruptionCommand command, int replacementsNotReady) {
        meters.count("voluntary_disruption_queue_failures_total", decision(command), replacementsNotReady);
    }

    private static SequencedMap<String, String> decision(DisruptionCommand command) {
        return MetricLabels.of(
                "decision",
                command.decision(),
                "reason",
                command.reason().label(),
                "consolidation_type",
                command.consolidationType());
    }

    private static String terminationMode(Candidate candidate) {
        Duration grace = candidate.claim().spec().terminationGracePeriod();
        if (grace == null) {
            return "graceful";
        }
        return grace.isPositive() ? "eventual" : "forceful";
    }

    private static String policy(NodePool pool) {
        return pool.disruption().consolidationPolicy().name().toLowerCase(Locale.ROOT);
    }

    /// As the pool's manifest has it, unlike [#policy]: dashboards know the metrics of moves by these words.
    private static String policyAsWritten(NodePool pool) {
        return switch (pool.disruption().consolidationPolicy()) {
            case WHEN_EMPTY -> "WhenEmpty";
            case WHEN_EMPTY_OR_UNDERUTILIZED -> "WhenEmptyOrUnderutilized";
            case BALANCED -> "Balanced";
        };
    }

    private void publish(ClusterNode node, String reason, String message) {
        subjects(node).forEach(subject -> events.publish(ObjectEvent.normal(subject, reason, message)));
    }

    /// The objects that events about a machine are about: its node and its claim, as far as they exist.
    private static List<Subject> subjects(ClusterNode node) {
        var subjects = new ArrayList<Subject>();
        if (node.node() != null) {
            subjects.add(new Subject(
                    "v1", "Node", "", node.node().name(), node.node().uid()));
        }
        if (node.claim() != null) {
            subjects.add(new Subject(
                    VERSION, "NodeClaim", "", node.claim().name(), node.claim().uid()));
        }
        return subjects;
    }

    private static String capitalized(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
