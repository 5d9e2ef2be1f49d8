package sh.karpenter.core.scheduling.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Matcher;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.HostPort;

/// Makes the text of a [Rejection], for events, logs and the command line alike. The words are Karpenter's, so
/// that what people have learned to search for stays true.
public final class RejectionRenderer {
    private static final int VALUES_SHOWN = 5;

    private RejectionRenderer() {}

    /// One line, without a full stop. Of a pod that fits nowhere it tells what the pools said; see [#renderAll]
    /// for the nodes too.
    public static String render(Rejection rejection) {
        return switch (rejection) {
            case Rejection.NothingFits(var refusals, var _) -> ofPools(refusals);
            case Rejection.BadPod(var field, var value, var problem) -> field + ": \"" + value + "\": " + problem;
            case Rejection.BadNodePool(var problem) -> "nodepool cannot be used, " + problem;
            case Rejection.NoNodePools() -> "no dynamic nodepools found";
            case Rejection.NoUsableNodePool() -> "nodepool requirements filtered out all available instance types";
            case Rejection.NoCompatibleInstanceTypes(var minValues) ->
                "NodePool requirements filtered out all compatible available instance types"
                        + (minValues ? " due to minValues incompatibility" : "");
            case Rejection.RefusesManagedNodes() ->
                "configured to not run on a Karpenter provisioned node, via nodepool DoesNotExist";
            case Rejection.UsesDynamicResources() ->
                "pod has Dynamic Resource Allocation requirements that are not yet supported by Karpenter";
            case Rejection.UnusableVolume(var claim, var volume, var problem) ->
                problem + " (PersistentVolumeClaim=" + claim + (volume.isEmpty() ? "" : ", volume=" + volume) + ")";
            case Rejection.UntoleratedTaint(var taint) -> "did not tolerate taint (taint=" + taint + ")";
            case Rejection.VolumeLimitExceeded(var driver, var count, var limit, var everyType) ->
                "would exceed volume limit" + (everyType ? " for all instance type options" : "") + " (provisioner="
                        + driver + ", volume-count=" + count + ", volume-limit=" + limit + ")";
            case Rejection.HostPortConflict(var wanted, var taken) ->
                "checking host port usage, " + text(wanted) + " conflicts with existing HostPort configuration "
                        + text(taken);
            case Rejection.ResourcesExceeded(var shortages) -> "exceeds node resources" + text(shortages);
            case Rejection.UndefinedLabel(var source, var key, var meant) ->
                source.text() + ", label \"" + key + "\" does not have known values"
                        + (meant == null ? "" : " (typo of \"" + meant + "\"?)");
            case Rejection.IncompatibleRequirement(var source, var incoming, var existing) ->
                source.text() + ", key " + incoming.key() + ", " + text(incoming) + " not in " + text(existing);
            case Rejection.UnsatisfiableTopology topology -> text(topology);
            case Rejection.NodeLimitExhausted(var pool) ->
                "node limits have been exhausted for nodepool (NodePool=" + pool + ")";
            case Rejection.LimitsExceeded(var pool, var _) ->
                "all available instance types exceed limits for nodepool (NodePool=" + pool + ")";
            case Rejection.NoInstanceType none -> text(none);
            case Rejection.MinValuesUnmet(var found, var requirements, var resources) ->
                unmet(found) + ", requirements=" + text(requirements) + ", resources=" + text(resources);
            case Rejection.MinValuesCutOff(var found) ->
                "pod didn't schedule because NodePool couldn't meet minValues requirements, " + unmet(found);
            case Rejection.ReservationShort(var shortage) -> shortage.text();
            case Rejection.NotQuietYet() -> "node is under consolidateAfter";
        };
    }

    /// One line per node, claim and pool that refused a pod; nodes with the same reason share one. The last
    /// line says how many there was no time to ask.
    public static List<String> renderAll(Rejection rejection) {
        if (!(rejection instanceof Rejection.NothingFits(var refusals, var unasked))) {
            return List.of(render(rejection));
        }
        var lines = new ArrayList<String>();
        String reason = "";
        var targets = new ArrayList<String>();
        for (Rejection.Refusal refusal : refusals) {
            String text = refusal.candidate().text() + " %s: " + render(refusal.reason());
            if (!text.equals(reason)) {
                flush(lines, reason, targets);
                reason = text;
            }
            targets.add(refusal.target());
        }
        flush(lines, reason, targets);
        if (unasked > 0) {
            lines.add(unasked + (unasked == 1 ? " node was" : " nodes were")
                    + " not asked, because the time for the decision was up");
        }
        return lines;
    }

    private static String unmet(SequencedMap<String, Integer> found) {
        return "minValues requirement is not met for label(s) (label(s)=[" + String.join(" ", found.sequencedKeySet())
                + "])";
    }

    private static void flush(List<String> lines, String reason, List<String> targets) {
        if (!targets.isEmpty()) {
            int shown = Math.min(VALUES_SHOWN, targets.size());
            String names = String.join(", ", targets.subList(0, shown))
                    + (targets.size() > shown ? " and " + (targets.size() - shown) + " others" : "");
            lines.add(reason.replaceFirst("%s", Matcher.quoteReplacement(names)));
            targets.clear();
        }
    }

    private static String ofPools(List<Rejection.Refusal> refusals) {
        var texts = new StringJoiner("; ");
        for (Rejection.Refusal refusal : refusals) {
            if (refusal.candidate() == Rejection.Candidate.POOL) {
                texts.add(render(refusal.reason()));
            }
        }
        return texts.length() == 0 ? render(new Rejection.NoUsableNodePool()) : texts.toString();
    }

    private static String text(HostPort port) {
        return "IP: " + port.ip() + " Port: " + port.port() + " Proto: " + port.protocol();
    }

    private static String text(List<Rejection.Shortage> shortages) {
        var texts = new StringJoiner(", ", " (", ")").setEmptyValue("");
        for (Rejection.Shortage shortage : shortages) {
            texts.add(shortage.resource() + " " + Quantity.format(shortage.resource(), shortage.requested()) + " of "
                    + Quantity.format(shortage.resource(), shortage.left()) + " left");
        }
        return texts.toString();
    }

    private static String text(Rejection.UnsatisfiableTopology topology) {
        var counts = new StringJoiner(", ");
        topology.counts().forEach((domain, count) -> counts.add(domain + ": " + count));
        return "unsatisfiable topology constraint for " + topology.constraint() + ", key=" + topology.key()
                + " (counts = " + counts + ", podDomains = " + text(topology.podDomains()) + ", nodeDomains = "
                + text(topology.nodeDomains());
    }

    private static String text(Rejection.NoInstanceType none) {
        Rejection.Criteria met = none.met();
        String problem;
        if (!met.requirements() && !met.fits() && !met.offering()) {
            problem = "no instance type met the scheduling requirements or had enough resources or had a required"
                    + " offering";
        } else if (!met.requirements() && !met.fits()) {
            problem = "no instance type met the scheduling requirements or had enough resources";
        } else if (!met.requirements() && !met.offering()) {
            problem = "no instance type met the scheduling requirements or had a required offering";
        } else if (!met.fits() && !met.offering()) {
            problem = "no instance type had enough resources or had a required offering";
        } else if (!met.requirements()) {
            problem = "no instance type met all requirements";
        } else if (!met.fits()) {
            problem = "no instance type has enough resources"
                    + (none.cpuTypo() ? " (CPU request >= 1 Million, m vs M typo?)" : "");
        } else if (!met.offering()) {
            problem = "no instance type has the required offering";
        } else if (met.requirementsAndFits()) {
            problem = "no instance type which met the scheduling requirements and had enough resources, had a required"
                    + " offering";
        } else if (met.fitsAndOffering()) {
            problem = "no instance type which had enough resources and the required offering met the scheduling"
                    + " requirements";
        } else if (met.requirementsAndOffering()) {
            problem = "no instance type which met the scheduling requirements and the required offering had the"
                    + " required resources";
        } else {
            problem = "no instance type met the requirements/resources/offering tuple";
        }
        String resources = none.leastResources().equals(none.mostResources())
                ? text(none.leastResources())
                : "min=" + text(none.leastResources()) + ", max=" + text(none.mostResources());
        return problem + ", requirements=" + text(none.requirements()) + ", resources=" + resources;
    }

    /// Requirements as messages show them: sorted, without the host name.
    public static String text(Requirements requirements) {
        var texts = new TreeSet<String>();
        for (Requirement requirement : requirements.byKey().values()) {
            if (!requirement.key().equals(LabelKeys.HOSTNAME)) {
                texts.add(text(requirement));
            }
        }
        return String.join(", ", texts);
    }

    /// One requirement as messages show it: `key In [a b] >=1 minValues 2`.
    public static String text(Requirement requirement) {
        ValueSet values = requirement.values();
        var text = new StringBuilder(requirement.key())
                .append(' ')
                .append(values.operator().text());
        switch (values) {
            case ValueSet.Only(var only) -> appendValues(text, List.copyOf(only));
            case ValueSet.AllExcept(var except, var atLeast, var atMost) -> {
                appendValues(text, List.copyOf(except));
                if (atLeast != null) {
                    text.append(" >=").append(atLeast);
                }
                if (atMost != null) {
                    text.append(" <=").append(atMost);
                }
            }
        }
        if (requirement.minValues() != null) {
            text.append(" minValues ").append(requirement.minValues());
        }
        return text.toString();
    }

    private static void appendValues(StringBuilder text, List<String> values) {
        if (values.isEmpty()) {
            return;
        }
        int shown = Math.min(VALUES_SHOWN, values.size());
        text.append(" [").append(String.join(" ", values.subList(0, shown)));
        if (values.size() > shown) {
            text.append(" and ").append(values.size() - shown).append(" others");
        }
        text.append(']');
    }

    /// Resources as messages show them: compact JSON of quantities.
    public static String text(Resources resources) {
        var texts = new StringJoiner(",", "{", "}");
        for (Map.Entry<String, Long> entry : resources.amounts().entrySet()) {
            texts.add("\"" + entry.getKey() + "\":\"" + Quantity.format(entry.getKey(), entry.getValue()) + "\"");
        }
        return texts.toString();
    }
}
