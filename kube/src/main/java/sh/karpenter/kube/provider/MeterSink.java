package sh.karpenter.kube.provider;

import java.util.SequencedMap;

/// Receives measurements under the names of the metrics they feed, without prefix `karpenter_`.
public interface MeterSink {

    /// Sets a gauge.
    ///
    /// @param metric for example `cloudprovider_instance_type_cpu_cores`
    /// @param labels label values by name, in the metric's order
    /// @param value the new value, in the unit that the name says
    void gauge(String metric, SequencedMap<String, String> labels, double value);

    /// Adds to a counter.
    ///
    /// @param metric for example `cloudprovider_instance_launch_failures_total`
    /// @param labels label values by name, in the metric's order
    /// @param amount what is added
    void count(String metric, SequencedMap<String, String> labels, long amount);

    /// Adds an observation to a histogram.
    ///
    /// @param metric for example `cloudprovider_batcher_batch_time_seconds`
    /// @param labels label values by name, in the metric's order
    /// @param value the observation, in the unit that the name says
    void observe(String metric, SequencedMap<String, String> labels, double value);

    /// Receives nothing.
    static MeterSink none() {
        return new MeterSink() {
            @Override
            public void gauge(String metric, SequencedMap<String, String> labels, double value) {}

            @Override
            public void count(String metric, SequencedMap<String, String> labels, long amount) {}

            @Override
            public void observe(String metric, SequencedMap<String, String> labels, double value) {}
        };
    }
}
