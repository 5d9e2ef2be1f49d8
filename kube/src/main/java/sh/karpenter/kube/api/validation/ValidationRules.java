package sh.karpenter.kube.api.validation;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;

/// What the checks know about labels: the core's rules and those of the provider.
///
/// @param vocabulary well-known labels, restricted domains and labels, aliases
/// @param knownValues labels with a closed set of values
public record ValidationRules(LabelVocabulary vocabulary, SortedMap<String, SortedSet<String>> knownValues) {

    /// The rules without a provider.
    public static ValidationRules core() {
        SortedSet<String> capacityTypes = new TreeSet<>();
        Collections.addAll(capacityTypes, LabelKeys.ON_DEMAND, LabelKeys.SPOT, LabelKeys.RESERVED);
        SortedMap<String, SortedSet<String>> values = new TreeMap<>();
        values.put(LabelKeys.CAPACITY_TYPE, Collections.unmodifiableSortedSet(capacityTypes));
        return new ValidationRules(LabelVocabulary.core(), Collections.unmodifiableSortedMap(values));
    }

    /// Why users may not set the label, or null when they may. A well-known label always may be used, a label
    /// of a restricted domain or one of its subdomains not, nor a label that is restricted by itself.
    ///
    /// @param key as used internally, see [LabelVocabulary#normalize]
    public @Nullable String restriction(String key) {
        if (vocabulary.wellKnown().contains(key)) {
            return null;
        }
        int slash = key.indexOf('/');
        String domain = slash < 0 ? "" : key.substring(0, slash);
        boolean restricted = vocabulary.restrictedLabels().contains(key);
        for (String forbidden : vocabulary.restrictedDomains()) {
            restricted |= domain.equals(forbidden) || domain.endsWith("." + forbidden);
        }
        return restricted
                ? "using label " + key
                        + " is not allowed as it might interfere with the internal provisioning logic;"
                        + " specify a well known label: " + vocabulary.wellKnown()
                        + ", or a custom label that does not use a restricted domain: "
                        + vocabulary.restrictedDomains()
                : null;
    }
}
