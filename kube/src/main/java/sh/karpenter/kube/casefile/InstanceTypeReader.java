package sh.karpenter.kube.casefile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
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

    /// The types in order of name. One that cannot be understood is told and left out.
    ///
    /// @param field what the list is called, for messages
    List<InstanceType> types(String field, JsonNode list, Consumer<Unread> leftOut) {
        if (!list.isArray()) {
            throw new IllegalArgumentException(field + ": " + WrittenValue.shown(list) + ": is not a list");
        }
        var result = new TreeMap<String, InstanceType>();
        int index = 0;
        for (JsonNode written : list) {
            String name = written.path("name").asString("");
            try {
                InstanceType type = type(written);
                if (result.putIfAbsent(name, type) != null) {
                    throw new IllegalArgumentException("name: \"" + name + "\": another type has it already");
                }
            } catch (IllegalArgumentException bad) {
                leftOut.accept(new Unread(field + "[" + index + "]", name, WrittenValue.firstLine(bad)));
            }
            index++;
        }
        return result.values().stream()
                .sorted(Comparator.comparing(InstanceType::name))
                .toList();
    }

    /// The one instance of equal requirements; offerings of all types share a few.
    private Requirements shared(Requirements requirements) {
        Requirements known = offeringRequirements.putIfAbsent(requirements, requirements);
        return known == null ? requirements : known;
    }

    private InstanceType type(JsonNode written) {
        String name = written.path("name").asString("");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name: " + WrittenValue.shown(written.path("name")) + ": is not a name");
        }
        var zones = new TreeSet<String>();
        var capacityTypes = new TreeSet<String>();
        var reservations = new TreeSet<String>();
        var offerings = new ArrayList<Offering>();
        for (JsonNode offering : CaseObjects.list(written, "offerings")) {
            Offering read = offering("offerings[" + offerings.size() + "]", offering);
            zones.add(read.zone());
            capacityTypes.add(read.capacityType());
            String reservation = offering.path("reservationId").asString("");
            if (!reservation.isEmpty()) {
                reservations.add(reservation);
            }
            offerings.add(read);
        }
        Requirements requirements = requirements(written)
                .and(Requirements.of(
                        Requirement.in(LabelKeys.INSTANCE_TYPE, name),
                        Requirement.of(LabelKeys.ZONE, ValueSet.only(zones)),
                        Requirement.of(LabelKeys.CAPACITY_TYPE, ValueSet.only(capacityTypes)),
                        Requirement.of(RESERVATION_ID, ValueSet.only(reservations))));
        return new InstanceType(
                name,
                requirements,
                offerings,
                resources("capacity", written.path("capacity")),
                resources("overhead", written.path("overhead")),
                volumeLimits(written.path("volumeLimits")));
    }

    /// Per driver how many volumes a machine of the type attaches; a driver that is not named has no limit.
    private static SequencedMap<String, Integer> volumeLimits(JsonNode written) {
        var limits = new TreeMap<String, Integer>();
        written.properties().forEach(entry -> {
            if (!entry.getValue().isInt() || entry.getValue().asInt() < 0) {
                throw new IllegalArgumentException("volumeLimits." + entry.getKey() + ": "
                        + WrittenValue.shown(entry.getValue()) + ": is not a number of volumes");
            }
            limits.put(entry.getKey(), entry.getValue().asInt());
        });
        return limits;
    }

    private Requirements requirements(JsonNode written) {
        var result = Requirements.of();
        int index = 0;
        for (JsonNode requirement : CaseObjects.list(written, "requirements")) {
            var expression = new LabelExpression(
                    requirement.path("key").asString(""),
                    requirement.path("operator").asString(""),
                    texts(requirement.path("values")),
                    null);
            try {
                result = result.and(Requirements.of(List.of(expression), labels));
            } catch (IllegalArgumentException bad) {
                throw new IllegalArgumentException(
                        "requirements[" + index + "]: " + WrittenValue.shown(requirement) + ": " + bad.getMessage(),
                        bad);
            }
            index++;
        }
        return result;
    }

    private Offering offering(String field, JsonNode written) {
        String reservation = written.path("reservationId").asString("");
        Requirements requirements = shared(Requirements.of(
                Requirement.in(LabelKeys.ZONE, name(field, written, "zone")),
                Requirement.in(LabelKeys.CAPACITY_TYPE, name(field, written, "capacityType")),
                Requirement.of(RESERVATION_ID, reservation.isEmpty() ? ValueSet.none() : ValueSet.only(reservation))));
        return new Offering(
                requirements,
                price(field, written.path("price")),
                written.path("available").asBoolean(true),
                written.path("reservationCapacity").asInt(0),
                null,
                null);
    }

    private static String name(String field, JsonNode written, String name) {
        String value = written.path(name).asString("");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(
                    field + "." + name + ": " + WrittenValue.shown(written.path(name)) + ": is not a name");
        }
        return value;
    }

    private static double price(String field, JsonNode written) {
        double price = written.asDouble(written.isMissingNode() ? 0 : Double.NaN);
        if (!(price >= 0) || Double.isInfinite(price)) {
            throw new IllegalArgumentException(
                    field + ".price: " + WrittenValue.shown(written) + ": is not a price (a number, not negative)");
        }
        return price;
    }

    /// A map of quantities; an absent one is empty.
    ///
    /// @throws IllegalArgumentException naming field and value when one cannot be understood
    static Resources resources(String field, JsonNode written) {
        var amounts = new TreeMap<String, Long>();
        written.properties().forEach(entry -> {
            try {
                amounts.put(
                        entry.getKey(),
                        Quantity.parse(entry.getKey(), entry.getValue().asString("")));
            } catch (IllegalArgumentException bad) {
                throw new IllegalArgumentException(
                        field + "." + entry.getKey() + ": " + WrittenValue.shown(entry.getValue())
                                + ": is not a quantity",
                        bad);
            }
        });
        return new Resources(amounts);
    }

    static List<String> texts(JsonNode list) {
        var result = new ArrayList<String>();
        list.forEach(text -> result.add(text.asString("")));
        return result;
    }
}
