package sh.karpenter.kube.casefile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.LaunchPrices;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.result.RejectionRenderer;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.kube.mapping.ResourcesMapping;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes what a solve decided in the form in which case files expect it. For disruption see [DisruptionDecision].
public final class Decision {
    private static final int MOST_TYPES = 60;

    private final JsonMapper json = JsonMapper.builder().build();
    private final LabelVocabulary labels;

    /// @param labels says which labels an offering need not define
    public Decision(LabelVocabulary labels) {
        this.labels = labels;
    }

    /// The decision in a case as JSON: its name, then as [#toJson(SchedulingResult)]. Pods that cannot be understood
    /// are among the ignored ones.
    public ObjectNode toJson(CaseFile file, SchedulingResult result) {
        ObjectNode decision = json.createObjectNode().put("name", file.name());
        decision.setAll(toJson(result));
        for (Unread unread : file.unread()) {
            if (unread.pod()) {
                decision.withObjectProperty("ignored").put(unread.name(), unread.problem());
            }
        }
        return decision;
    }

    /// The decision as JSON: claims sorted by their first pod, pods by name (`namespace/name` outside `default`).
    public ObjectNode toJson(SchedulingResult result) {
        ObjectNode decision = json.createObjectNode();
        decision.set("newNodeClaims", claims(result));
        ObjectNode existing = decision.putObject("existing");
        result.existing().forEach((node, pods) -> existing.set(node, names(pods)));
        decision.set("unschedulable", reasons(result.rejected()));
        if (!result.ignored().isEmpty()) {
            decision.set("ignored", reasons(result.ignored()));
        }
        if (!result.deferred().isEmpty()) {
            decision.set(
                    "deferredForReservation",
                    names(List.copyOf(result.deferred().sequencedKeySet())));
        }
        double total = 0;
        for (ProposedNodeClaim claim : result.newNodeClaims()) {
            total += claim.pricePerHour();
        }
        decision.put("totalPrice", total);
        return decision;
    }

    private ArrayNode claims(SchedulingResult result) {
        var claims = new ArrayList<ObjectNode>();
        result.newNodeClaims().forEach(claim -> claims.add(claim(claim)));
        claims.sort(Comparator.comparing(claim -> claim.path("pods").path(0).asString("")));
        ArrayNode array = json.createArrayNode();
        claims.forEach(array::add);
        return array;
    }

    /// One claim as JSON.
    ObjectNode claim(ProposedNodeClaim claim) {
        ObjectNode written = json.createObjectNode();
        written.put("nodePool", claim.pool().name());
        written.set("pods", names(claim.pods()));
        ArrayNode types = written.putArray("instanceTypes");
        claim.types().stream().limit(MOST_TYPES).forEach(type -> types.add(type.name()));
        written.put("instanceTypeCount", claim.typeCount());
        written.put("cheapestPrice", claim.pricePerHour());
        written.put("worstLaunchPrice", worstLaunchPrice(claim));
        ArrayNode requirements = written.putArray("requirements");
        for (Requirement requirement : claim.requirements().byKey().values()) {
            if (!requirement.key().equals(LabelKeys.INSTANCE_TYPE)) {
                write(requirement, requirements);
            }
        }
        ObjectNode requests = written.putObject("resourceRequests");
        ResourcesMapping.toText(claim.requests()).forEach(requests::put);
        if (!claim.minValues().isEmpty()) {
            ObjectNode minValues = written.putObject("minValues");
            claim.minValues().forEach(minValues::put);
        }
        if (claim.minValuesRelaxed()) {
            written.put("minValuesRelaxed", true);
        }
        return written;
    }

    /// The least of what a launch of one of the types can come to.
    private double worstLaunchPrice(ProposedNodeClaim claim) {
        double least = Double.POSITIVE_INFINITY;
        for (InstanceType type : claim.types()) {
            least = Math.min(least, LaunchPrices.worst(type, claim.requirements(), labels.wellKnown()));
        }
        return least;
    }

    private static void write(Requirement requirement, ArrayNode list) {
        switch (requirement.values()) {
            case ValueSet.Only(var values) ->
                entry(list, requirement, requirement.values().operator().text(), List.copyOf(values));
            case ValueSet.AllExcept(var values, var atLeast, var atMost) -> {
                if (atLeast != null) {
                    entry(list, requirement, "Gte", List.of(atLeast.toString()));
                }
                if (atMost != null) {
                    entry(list, requirement, "Lte", List.of(atMost.toString()));
                }
                if (atLeast == null && atMost == null) {
                    entry(list, requirement, requirement.values().operator().text(), List.copyOf(values));
                }
            }
        }
    }

    private static void entry(ArrayNode list, Requirement requirement, String operator, List<String> values) {
        ObjectNode entry = list.addObject();
        entry.put("key", requirement.key());
        entry.put("operator", operator);
        if (!values.isEmpty()) {
            ArrayNode array = entry.putArray("values");
            values.forEach(array::add);
        }
    }

    private ObjectNode reasons(SequencedMap<Pod, Rejection> rejections) {
        var sorted = new TreeMap<String, String>();
        rejections.forEach((pod, rejection) -> sorted.put(name(pod), RejectionRenderer.render(rejection)));
        ObjectNode written = json.createObjectNode();
        sorted.forEach(written::put);
        return written;
    }

    private ArrayNode names(List<Pod> pods) {
        var sorted = new TreeSet<String>();
        pods.forEach(pod -> sorted.add(name(pod)));
        ArrayNode array = json.createArrayNode();
        sorted.forEach(array::add);
        return array;
    }

    private static String name(Pod pod) {
        return pod.namespace().equals("default") ? pod.name() : pod.qualifiedName();
    }
}
