package sh.karpenter.kube.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.ExpressionValidation;
import sh.karpenter.core.model.workload.TopologySpread;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The scheduler's configuration document, as far as it concerns which machines are launched: the spread
/// constraints of pods that have none.
///
/// ```yaml
/// podTopologySpread:
///   defaultConstraints:
///   - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway}
/// ```
///
/// Source: Karpenter documentation, "Settings / scheduler-config" (1.15).
///
/// @param defaultSpread the constraints, without selectors
public record SchedulerConfig(List<TopologySpread> defaultSpread) {
    private static final String LIST = "podTopologySpread.defaultConstraints";
    private static final Set<String> FIELDS = Set.of(
            "maxSkew",
            "topologyKey",
            "whenUnsatisfiable",
            "labelSelector",
            "minDomains",
            "nodeAffinityPolicy",
            "nodeTaintsPolicy",
            "matchLabelKeys");

    public SchedulerConfig {
        defaultSpread = List.copyOf(defaultSpread);
    }

    /// Reads a document in YAML or JSON; an empty one configures nothing.
    ///
    /// @throws IllegalArgumentException when it has anything in it that is not understood; the message names field
    ///     and value
    public static SchedulerConfig parse(String document) {
        JsonNode read;
        try {
            read = YAMLMapper.builder().build().readTree(document);
        } catch (JacksonException malformed) {
            throw undecodable(malformed.getOriginalMessage().lines().findFirst().orElse("malformed"));
        }
        if (read.isMissingNode() || read.isNull()) {
            return new SchedulerConfig(List.of());
        }
        onlyFields("", read, Set.of("podTopologySpread"));
        JsonNode spread = read.path("podTopologySpread");
        if (!spread.isMissingNode() && !spread.isNull()) {
            onlyFields("podTopologySpread", spread, Set.of("defaultConstraints"));
        }
        JsonNode list = spread.path("defaultConstraints");
        if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
            throw undecodable(LIST + ": " + list + " is not a list");
        }
        return new SchedulerConfig(constraints(list));
    }

    private static List<TopologySpread> constraints(JsonNode list) {
        var result = new ArrayList<TopologySpread>();
        var seen = new TreeMap<String, Integer>();
        for (JsonNode written : list) {
            int index = result.size();
            String field = LIST + "[" + index + "]";
            onlyFields(field, written, FIELDS);
            TopologySpread constraint = constraint(field, written);
            String what = "{" + constraint.topologyKey() + ", " + text(field, written, "whenUnsatisfiable") + "}";
            Integer first = seen.putIfAbsent(what, index);
            if (first != null) {
                throw invalid(field, " is a duplicate of [" + first + "], " + what);
            }
            result.add(constraint);
        }
        return result;
    }

    private static TopologySpread constraint(String field, JsonNode written) {
        Integer maxSkew = number(field, written, "maxSkew");
        String key = text(field, written, "topologyKey");
        String when = text(field, written, "whenUnsatisfiable");
        Integer minDomains = number(field, written, "minDomains");
        if (maxSkew == null || maxSkew <= 0) {
            throw invalid(field, ".maxSkew must be greater than 0");
        }
        if (key.isEmpty()) {
            throw invalid(field, ".topologyKey must be set");
        }
        if (!ExpressionValidation.qualifiedName(key)) {
            throw invalid(
                    field, ".topologyKey \"" + key + "\" is not a valid label name, expected name or prefix/name");
        }
        if (!when.equals("DoNotSchedule") && !when.equals("ScheduleAnyway")) {
            throw invalid(field, ".whenUnsatisfiable \"" + when + "\" must be one of DoNotSchedule, ScheduleAnyway");
        }
        if (given(written, "labelSelector")) {
            throw invalid(field, ".labelSelector must not be set, it is deduced for each pod");
        }
        if (given(written, "matchLabelKeys")) {
            throw invalid(field, ".matchLabelKeys must not be set, the selector is deduced for each pod");
        }
        return new TopologySpread(
                maxSkew,
                key,
                when.equals("ScheduleAnyway"),
                null,
                minDomains,
                !text(field, written, "nodeAffinityPolicy").equals("Ignore"),
                text(field, written, "nodeTaintsPolicy").equals("Honor"),
                List.of());
    }

    private static boolean given(JsonNode written, String name) {
        JsonNode value = written.path(name);
        return !value.isMissingNode() && !value.isNull() && !(value.isArray() && value.isEmpty());
    }

    private static @Nullable Integer number(String field, JsonNode written, String name) {
        JsonNode value = written.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isInt()) {
            throw undecodable(field + "." + name + ": " + value + " is not a whole number");
        }
        return value.intValue();
    }

    private static String text(String field, JsonNode written, String name) {
        JsonNode value = written.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isString()) {
            throw undecodable(field + "." + name + ": " + value + " is not a text");
        }
        return value.stringValue();
    }

    private static void onlyFields(String field, JsonNode written, Set<String> known) {
        if (!written.isObject()) {
            throw undecodable((field.isEmpty() ? "" : field + ": ") + written + " is not an object");
        }
        for (String name : written.propertyNames()) {
            if (!known.contains(name)) {
                throw undecodable("unknown field \"" + (field.isEmpty() ? "" : field + ".") + name + "\"");
            }
        }
    }

    private static IllegalArgumentException undecodable(String problem) {
        return new IllegalArgumentException("decoding scheduler config, " + problem);
    }

    private static IllegalArgumentException invalid(String field, String problem) {
        return new IllegalArgumentException("validating scheduler config, " + field + problem);
    }
}
