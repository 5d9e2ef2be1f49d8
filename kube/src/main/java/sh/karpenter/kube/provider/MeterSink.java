package sh.karpenter.kube.provider;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Receives measurements under the names of the metrics they feed, without prefix `karpenter_`.
public interface MeterSink {

    /// Sets a gauge. The series stays for as long as the process runs; see [#show] for those that go.
    ///
    /// @param metric for example `cloudprovider_instance_type_cpu_cores`
    /// @param labels label values by name, in the metric's order
    /// @param value the new value, in the unit that the name says
    void gauge(String metric, SequencedMap<String, String> labels, double value);

    /// Shows the gauges of one owner. Those that it showed before and that are not among them now vanish, so
    /// that what was measured of an object goes with the object: an owner whose object is gone shows nothing.
    ///
    /// @param owner who shows them, for example `node/ip-10-0-0-1`; two owners must not show the same series
    /// @param readings all gauges of that owner
    void show(String owner, Collection<Reading> readings);

    /// Adds to a counter.
    ///
    /// @param metric for example `cloudprovider_instance_launch_failures_total`
    /// @param labels label values by name, in the metric's order
    /// @param amount what is added
    void count(String metric, SequencedMap<String, String> labels, long amount);

    /// Adds an observation to a histogram or a summary.
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
            public void show(String owner, Collection<Reading> readings) {}

            @Override
            public void count(String metric, SequencedMap<String, String> labels, long amount) {}

            @Override
            public void observe(String metric, SequencedMap<String, String> labels, double value) {}
        };
    }

    /// One value of a gauge.
    ///
    /// @param metric for example `nodes_allocatable`
    /// @param labels label values by name, in the metric's order
    /// @param value in the unit that the name says
    record Reading(String metric, SequencedMap<String, String> labels, double value) {
        public Reading {
            labels = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(labels));
        }
    }
}
