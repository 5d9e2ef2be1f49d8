package sh.karpenter.controllers.gauge;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.model.label.LabelVocabulary;

/// The labels by which gauges tell nodes apart: the last part of every well-known label.
///
/// Two well-known labels with the same last part share one label; the greater key wins.
final class NodeLabels {
    private final SequencedMap<String, String> keyByName = new TreeMap<>();

    NodeLabels(LabelVocabulary vocabulary) {
        for (String key : vocabulary.wellKnown()) {
            keyByName.put(name(key), key);
        }
    }

    private static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /// The label values of a node, empty for labels that it does not have.
    ///
    /// @param labels the node's labels
    SequencedMap<String, String> of(Map<String, String> labels) {
        var values = new LinkedHashMap<String, String>();
        keyByName.forEach((name, key) -> values.put(name, labels.getOrDefault(key, "")));
        return values;
    }
}
