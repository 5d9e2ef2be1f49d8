package sh.karpenter.core.model.label;

import java.util.Collections;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which label keys mean something beyond themselves: the core's own and what a provider adds. It comes through
/// the port as a value; nobody registers globals.
///
/// @param wellKnown keys that a machine may define although no node carries them yet
/// @param wellKnownOffering those of them that differ between the offerings of one instance type
/// @param restrictedDomains label domains (and their subdomains) that users may not use, unless the key is
///     well-known
/// @param restrictedLabels single keys that users may not use
/// @param aliases older key to the key used internally, for example the beta zone label
/// @param valueAliases per internal key: older value to value, applied only when the key was an alias
/// @param reservationId the key of the reservation an offering belongs to, null where the provider has none
/// @param reserved keys that only reserved offerings define, [#reservationId] among them
public record LabelVocabulary(
        SortedSet<String> wellKnown,
        SortedSet<String> wellKnownOffering,
        SortedSet<String> restrictedDomains,
        SortedSet<String> restrictedLabels,
        SequencedMap<String, String> aliases,
        SequencedMap<String, SequencedMap<String, String>> valueAliases,
        @Nullable String reservationId,
        SortedSet<String> reserved) {

    public LabelVocabulary {
        wellKnown = sorted(wellKnown);
        wellKnownOffering = sorted(wellKnownOffering);
        restrictedDomains = sorted(restrictedDomains);
        restrictedLabels = sorted(restrictedLabels);
        aliases = Collections.unmodifiableSequencedMap(new TreeMap<>(aliases));
        valueAliases = Collections.unmodifiableSequencedMap(new TreeMap<>(valueAliases));
        reserved = sorted(reserved);
    }

    private static SortedSet<String> sorted(SortedSet<String> keys) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(keys));
    }

    /// The core's own vocabulary.
    public static LabelVocabulary core() {
        var wellKnown = new TreeSet<String>();
        Collections.addAll(
                wellKnown,
                LabelKeys.NODE_POOL,
                LabelKeys.ZONE,
                LabelKeys.REGION,
                LabelKeys.INSTANCE_TYPE,
                LabelKeys.ARCH,
                LabelKeys.OS,
                LabelKeys.CAPACITY_TYPE,
                LabelKeys.WINDOWS_BUILD);
        var offering = new TreeSet<String>();
        Collections.addAll(offering, LabelKeys.ZONE, LabelKeys.CAPACITY_TYPE);
        var domains = new TreeSet<String>();
        domains.add("karpenter.sh");
        var labels = new TreeSet<String>();
        labels.add(LabelKeys.HOSTNAME);
        var aliases = new TreeMap<String, String>();
        aliases.put("failure-domain.beta.kubernetes.io/zone", LabelKeys.ZONE);
        aliases.put("failure-domain.beta.kubernetes.io/region", LabelKeys.REGION);
        aliases.put("beta.kubernetes.io/arch", LabelKeys.ARCH);
        aliases.put("beta.kubernetes.io/os", LabelKeys.OS);
        aliases.put("beta.kubernetes.io/instance-type", LabelKeys.INSTANCE_TYPE);
        return new LabelVocabulary(
                wellKnown, offering, domains, labels, aliases, new TreeMap<>(), null, new TreeSet<>());
    }

    /// The key used internally for a key as written.
    public String normalize(String key) {
        return aliases.getOrDefault(key, key);
    }
}
