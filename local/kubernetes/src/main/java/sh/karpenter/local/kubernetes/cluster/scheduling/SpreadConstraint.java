package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import sh.karpenter.local.kubernetes.cluster.object.LabelSelector;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.JsonNode;

/// One topology spread constraint.
///
/// @param hard `DoNotSchedule` rather than `ScheduleAnyway`
/// @param minDomains while there are fewer domains than this, the emptiest counts as empty
/// @param honourAffinity only nodes that the pod's node selector and affinity allow form domains
/// @param honourTaints only nodes whose taints the pod tolerates form domains
record SpreadConstraint(
        String topologyKey,
        int maxSkew,
        boolean hard,
        LabelSelector selector,
        int minDomains,
        boolean honourAffinity,
        boolean honourTaints) {

    static List<SpreadConstraint> list(JsonNode podSpec, Map<String, String> podLabels) {
        List<SpreadConstraint> constraints = new ArrayList<>();
        for (JsonNode constraint : Tree.items(podSpec, "topologySpreadConstraints")) {
            LabelSelector selector = LabelSelector.of(Tree.at(constraint, "labelSelector"));
            for (String key : Tree.texts(constraint, "matchLabelKeys")) {
                selector = podLabels.containsKey(key) ? selector.and(key, "In", podLabels.get(key)) : selector;
            }
            constraints.add(new SpreadConstraint(
                    Tree.text(constraint, "topologyKey"),
                    (int) Tree.number(constraint, 1, "maxSkew"),
                    Tree.text(constraint, "whenUnsatisfiable").equals("DoNotSchedule"),
                    selector,
                    (int) Tree.number(constraint, 1, "minDomains"),
                    !Tree.text(constraint, "nodeAffinityPolicy").equals("Ignore"),
                    Tree.text(constraint, "nodeTaintsPolicy").equals("Honor")));
        }
        return Collections.unmodifiableList(constraints);
    }
}
