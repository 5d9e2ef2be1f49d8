package sh.karpenter.controllers.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
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

    /// What controllers work with.
    public ControllerContext context() {
        return new ControllerContext(stores, cloud, events::add, meters(), clock, 1000);
    }

    /// Reasons of the events so far.
    public List<String> eventReasons() {
        return events.stream().map(ObjectEvent::reason).toList();
    }

    private MeterSink meters() {
        return new MeterSink() {
            @Override
            public void gauge(String metric, SequencedMap<String, String> labels, double value) {}

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
