package sh.karpenter.providers.aws.instancetype;

import java.util.Collections;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;

/// What EC2 has to offer in the region: its description of each type, and where the type can be had.
///
/// @param types by name
/// @param zones by type: the zones where it is offered
public record MachineCatalog(
        SequencedMap<String, InstanceTypeInfo> types, SequencedMap<String, SortedSet<String>> zones) {

    /// Nothing is known yet.
    public static final MachineCatalog EMPTY = new MachineCatalog(new TreeMap<>(), new TreeMap<>());

    public MachineCatalog {
        types = Collections.unmodifiableSequencedMap(new TreeMap<>(types));
        zones = Collections.unmodifiableSequencedMap(new TreeMap<>(zones));
    }

    /// The zones where a type is offered.
    public SortedSet<String> zonesOf(String type) {
        return zones.getOrDefault(type, Collections.emptySortedSet());
    }

    /// All zones where anything is offered.
    public SortedSet<String> allZones() {
        var all = new TreeSet<String>();
        zones.values().forEach(all::addAll);
        return Collections.unmodifiableSortedSet(all);
    }
}
