package sh.karpenter.core.scheduling.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Finds things by labels without comparing each: nearly all selectors ask for at least one label by its value.
///
/// Both directions narrow only; what is found still has to be asked.
final class LabelIndex<T> {
    private final List<T> all = new ArrayList<>();
    private final List<T> unlabelled = new ArrayList<>();
    private final LinkedHashMap<Map.Entry<String, String>, List<T>> byFirst = new LinkedHashMap<>();
    private final LinkedHashMap<Map.Entry<String, String>, List<T>> byAny = new LinkedHashMap<>();

    void add(SequencedMap<String, String> labels, T value) {
        all.add(value);
        if (labels.isEmpty()) {
            unlabelled.add(value);
        } else {
            put(byFirst, entry(labels.firstEntry()), value);
        }
        for (var label : labels.entrySet()) {
            put(byAny, entry(label), value);
        }
    }

    private static <T> void put(
            SequencedMap<Map.Entry<String, String>, List<T>> lists, Map.Entry<String, String> label, T value) {
        List<T> list = lists.get(label);
        if (list == null) {
            list = new ArrayList<>(1);
            lists.put(label, list);
        }
        list.add(value);
    }

    /// What may ask for no more than these labels.
    List<T> matching(SequencedMap<String, String> labels) {
        var result = new ArrayList<>(unlabelled);
        for (var label : labels.entrySet()) {
            result.addAll(byFirst.getOrDefault(entry(label), List.of()));
        }
        return result;
    }

    /// What may have at least these labels.
    List<T> having(SequencedMap<String, String> labels) {
        List<T> fewest = all;
        for (var label : labels.entrySet()) {
            List<T> with = byAny.getOrDefault(entry(label), List.of());
            fewest = with.size() < fewest.size() ? with : fewest;
        }
        return fewest;
    }

    private static Map.Entry<String, String> entry(Map.Entry<String, String> label) {
        return Map.entry(label.getKey(), label.getValue());
    }
}
