package sh.karpenter.kube.casefile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.Resources;
import tools.jackson.databind.JsonNode;

/// Reads instance types as case files write them.
final class InstanceTypeReader {
    static final String RESERVATION_ID = "karpenter.test.sh/reservation-id";

    private final LabelVocabulary labels;
    private final Map<Requirements, Requirements> offeringRequirements = new LinkedHashMap<>();

    InstanceTypeReader(LabelVocabulary labels) {
        this.labels = labels;
    }

    List<InstanceType> types(JsonNode list) {
        var result = new ArrayList<InstanceType>();
        for (JsonNode type : list) {
            result.add(type(type));
        }
        result.sort(Comparator.comparing(InstanceType::name));
        return List.copyOf(result);
    }

    /// The one instance of equal requirements; offerings of all types share a few.
    private Requirements shared(Requirements requirements) {
        Requirements known = offeringRequirements.putIfAbsent(requirements, requirements);
        return known == null ? requirements : known;
    }

    private InstanceType type(JsonNode written) {
        String name = written.path("name").asString("");
        var zones = new TreeSet<String>();
        var capacityTypes = new TreeSet<String>();
        var reservations = new TreeSet<String>();
        var offerings = new ArrayList<Offering>();
        for (JsonNode offering : written.path("offerings")) {
            String zone = offering.path("zone").asString("");
            String capacityType = offering.path("capacityType").asString("");
            String reservation = offering.path("reservationId").asString("");
            zones.add(zone);
            capacityTypes.add(capacityType);
            if (!reservation.isEmpty()) {
                reservations.add(reservation);
            }
            Requirements requirements = shared(Requirements.of(
                    Requirement.in(LabelKeys.ZONE, zone),
                    Requirement.in(LabelKeys.CAPACITY_TYPE, capacityType),
                    Requirement.of(
                            RESERVATION_ID, reservation.isEmpty() ? ValueSet.none() : ValueSet.only(reservation))));
            offerings.add(new Offering(
                    requirements,
                    offering.path("price").asDouble(0),
                    offering.path("available").asBoolean(true),
                    offering.path("reservationCapacity").asInt(0),
                    null,
                    null));
        }
        var expressions = new ArrayList<LabelExpression>();
        for (JsonNode requirement : written.path("requirements")) {
            expressions.add(new LabelExpression(
                    requirement.path("key").asString(""),
                    requirement.path("operator").asString(""),
                    texts(requirement.path("values")),
                    null));
        }
        Requirements requirements = Requirements.of(expressions, labels)
                .and(Requirements.of(
                        Requirement.in(LabelKeys.INSTANCE_TYPE, name),
                        Requirement.of(LabelKeys.ZONE, ValueSet.only(zones)),
                        Requirement.of(LabelKeys.CAPACITY_TYPE, ValueSet.only(capacityTypes)),
                        Requirement.of(RESERVATION_ID, ValueSet.only(reservations))));
        return new InstanceType(
                name,
                requirements,
                offerings,
                resources(written.path("capacity")),
                resources(written.path("overhead")),
                new TreeMap<>());
    }

    static Resources resources(JsonNode written) {
        var amounts = new TreeMap<String, Long>();
        written.properties()
                .forEach(entry -> amounts.put(
                        entry.getKey(),
                        Quantity.parse(entry.getKey(), entry.getValue().asString(""))));
        return new Resources(amounts);
    }

    static List<String> texts(JsonNode list) {
        var result = new ArrayList<String>();
        list.forEach(text -> result.add(text.asString("")));
        return result;
    }
}
