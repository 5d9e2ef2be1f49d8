package sh.karpenter.controllers.disruption;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.DisruptionMethod;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.kube.provider.EventSink;
import sh.karpenter.kube.provider.EventSink.About;
import sh.karpenter.kube.provider.EventSink.Severity;
import sh.karpenter.kube.provider.MeterSink;

/// Tells of disruption: events on nodes, claims and pools, and the metrics `karpenter_voluntary_disruption_*`.
///
/// Source: Karpenter documentation, "Metrics"; the events are those that `kubectl describe node` shows.
public final class DisruptionRecorder {
    private static final String CLAIM_VERSION = "karpenter.sh/v1";

    private final EventSink events;
    private final MeterSink meters;

    public DisruptionRecorder(EventSink events, MeterSink meters) {
        this.events = events;
        this.meters = meters;
    }

    /// How long a method looked, and at how many nodes.
    void evaluated(DisruptionMethod method, int eligible, Duration took) {
        meters.gauge(
                "voluntary_disruption_eligible_nodes",
                labels("reason", method.reason().label()),
                eligible);
        meters.observe(
                "voluntary_disruption_decision_evaluation_duration_seconds",
                labels("reason", method.reason().label(), "consolidation_type", method.consolidationType()),
                took.toNanos() / 1e9);
    }

    /// The budgets of all pools for a method.
    void budgets(DisruptionBudgets budgets) {
        budgets.allowed().forEach((pool, allowed) -> {
            var labels = labels("nodepool", pool, "reason", budgets.reason().label());
            meters.gauge("nodepools_allowed_disruptions", labels, allowed);
            meters.gauge(
                    "nodepools_nodes_consuming_budgets",
                    labels,
                    budgets.disrupting().getOrDefault(pool, 0));
        });
        for (String pool : budgets.exhausted()) {
            events.publish(
                    new About(CLAIM_VERSION, "NodePool", pool, ""),
                    Severity.NORMAL,
                    "DisruptionBlocked",
                    "No allowed disruptions for disruption reason "
                            + budgets.reason().text() + " due to blocking budget");
        }
    }

    /// Why a node is not a candidate.
    void blocked(ClusterNode node, String message) {
        publish(node, "DisruptionBlocked", capitalized(message));
    }

    /// Why consolidation leaves a candidate alone.
    void unconsolidatable(ClusterNode node, String message) {
        publish(node, "Unconsolidatable", message);
    }

    /// A replacement was found to pay; it waits to be confirmed.
    void candidate(DisruptionCommand command) {
        if (command instanceof DisruptionCommand.Replace && CommandText.consolidates(command)) {
            forEach(command, "ConsolidationCandidate", "Consolidation candidate: " + CommandText.body(command));
        }
    }

    /// A command no longer held.
    void rejected(DisruptionCommand command, String cause) {
        meters.count(
                "voluntary_disruption_failed_validations_total",
                labels("consolidation_type", command.consolidationType()),
                command.candidates().size());
        String text = CommandText.body(command);
        int savings = text.lastIndexOf(" (savings");
        forEach(
                command,
                "ConsolidationRejected",
                "Consolidation rejected: " + text.substring(0, savings) + ", reason: " + cause
                        + text.substring(savings));
    }

    /// A command has been started.
    void started(DisruptionCommand command) {
        var labels = decision(command);
        meters.count("voluntary_disruption_decisions_total", labels, 1);
        command.candidates().stream()
                .map(candidate -> candidate.pool().name())
                .distinct()
                .forEach(pool -> {
                    var byPool = labels("nodepool", pool);
                    byPool.putAll(labels);
                    meters.count("voluntary_disruption_decisions_by_nodepool_total", byPool, 1);
                });
    }

    /// A replacement is on its way.
    void waiting(String claim, DisruptionReason reason, boolean launched) {
        var about = new About(CLAIM_VERSION, "NodeClaim", claim, "");
        if (launched) {
            events.publish(
                    about,
                    Severity.NORMAL,
                    "DisruptionWaitingReadiness",
                    "Waiting on readiness to continue disruption");
        } else {
            events.publish(about, Severity.NORMAL, "DisruptionLaunching", "Launching NodeClaim: " + reason.text());
        }
    }

    /// The claim of a node that was to be removed has been deleted.
    void terminating(Candidate candidate, DisruptionCommand command) {
        String reason = capitalized(command.reason().label());
        events.publish(
                aboutNode(candidate.node()), Severity.NORMAL, "DisruptionTerminating", "Disrupting Node: " + reason);
        events.publish(
                aboutClaim(candidate.node()),
                Severity.NORMAL,
                "DisruptionTerminating",
                "Disrupting NodeClaim: " + reason);
        var labels = labels(
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
        return labels(
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

    private void forEach(DisruptionCommand command, String reason, String message) {
        command.candidates().forEach(candidate -> publish(candidate.node(), reason, message));
    }

    private void publish(ClusterNode node, String reason, String message) {
        if (node.node() != null) {
            events.publish(aboutNode(node), Severity.NORMAL, reason, message);
        }
        if (node.claim() != null) {
            events.publish(aboutClaim(node), Severity.NORMAL, reason, message);
        }
    }

    private static About aboutNode(ClusterNode node) {
        return node.node() == null
                ? new About("v1", "Node", node.name(), "")
                : new About("v1", "Node", node.node().name(), node.node().uid());
    }

    private static About aboutClaim(ClusterNode node) {
        return node.claim() == null
                ? new About(CLAIM_VERSION, "NodeClaim", node.name(), "")
                : new About(
                        CLAIM_VERSION,
                        "NodeClaim",
                        node.claim().name(),
                        node.claim().uid());
    }

    private static SequencedMap<String, String> labels(String... pairs) {
        var labels = new LinkedHashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            labels.put(pairs[i], pairs[i + 1]);
        }
        return labels;
    }

    private static String capitalized(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /// Names of the objects that a log line is about.
    static List<String> names(DisruptionCommand command) {
        return command.candidates().stream().map(Candidate::name).toList();
    }
}
