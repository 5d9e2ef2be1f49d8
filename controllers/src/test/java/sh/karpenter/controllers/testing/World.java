package sh.karpenter.controllers.testing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.testing.testkit.cloud.FakeCloudProvider;
import sh.karpenter.testing.testkit.kube.FakeClock;
import sh.karpenter.testing.testkit.kube.FakeStores;

/// A cluster, a cloud and a clock, with everything that controllers told anybody.
public final class World {
    public final FakeClock clock = new FakeClock();
    public final FakeStores stores = new FakeStores(clock);
    public final FakeCloudProvider cloud = new FakeCloudProvider(clock);
    public final List<ObjectEvent> events = new ArrayList<>();
    public final List<String> counted = new ArrayList<>();
    public final Map<String, List<MeterSink.Reading>> shown = new TreeMap<>();

    /// What controllers work with.
    public ControllerContext context() {
        return new ControllerContext(stores, cloud, events::add, meters(), clock, 1000);
    }

    /// Reasons of the events so far.
    public List<String> eventReasons() {
        return events.stream().map(ObjectEvent::reason).toList();
    }

    /// The gauges shown now, as in `nodes_allocatable{node_name=a} 2.0`, in order.
    public List<String> gauges() {
        return shown.values().stream()
                .flatMap(List::stream)
                .map(reading -> reading.metric() + reading.labels() + " " + reading.value())
                .sorted()
                .toList();
    }

    /// Keeps what is measured.
    public MeterSink meters() {
        return new MeterSink() {
            @Override
            public void gauge(String metric, SequencedMap<String, String> labels, double value) {
                shown.put(metric + labels, List.of(new Reading(metric, labels, value)));
            }

            @Override
            public void show(String owner, Collection<Reading> readings) {
                shown.put(owner, List.copyOf(readings));
            }

            @Override
            public void count(String metric, SequencedMap<String, String> labels, long amount) {
                counted.add(metric + labels);
            }

            @Override
            public void observe(String metric, SequencedMap<String, String> labels, double value) {
                counted.add(metric + labels);
            }
        };
    }
}
