package sh.karpenter.controllers.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Label values of a measurement.
public final class MetricLabels {
    private MetricLabels() {}

    /// Labels from pairs of name and value, in this order.
    public static SequencedMap<String, String> of(String... namesAndValues) {
        var labels = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Collections.unmodifiableSequencedMap(labels);
    }
}
