package sh.karpenter.testing.testkit.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.store.BindOutcome;
import sh.karpenter.kube.client.store.ChangeListener;
import sh.karpenter.kube.client.store.DeleteOutcome;
import sh.karpenter.kube.client.store.EvictionOutcome;
import sh.karpenter.kube.client.store.Pods;
import sh.karpenter.kube.mapping.MappedPod;

/// Pods in memory. An evicted pod is gone at once, unless a test says what evictions answer or that pods take their
/// time.
public final class FakePods implements Pods {
    private final FakeWrite.Listener writes;
    private final Map<ObjectKey, Pod> pods = new TreeMap<>();
    private final List<ChangeListener<Pod>> listeners = new ArrayList<>();
    private final List<Deletion> deletions = new ArrayList<>();
    private final List<Pod> evictions = new ArrayList<>();
    private Function<Pod, EvictionOutcome> evictionAnswer = pod -> new EvictionOutcome.Evicted();

    FakePods(FakeWrite.Listener writes) {
        this.writes = writes;
    }

    /// A deletion that was asked for.
    public record Deletion(Pod pod, @Nullable Long gracePeriodSeconds) {}

    /// Puts a pod there, in place of the one of the same name.
    public synchronized Pod put(Pod pod) {
        Pod before = pods.put(key(pod), pod);
        listeners.forEach(listener -> listener.present(before, pod));
        return pod;
    }

    /// The pod is gone.
    public synchronized void vanish(Pod pod) {
        Pod last = pods.remove(key(pod));
        if (last != null) {
            listeners.forEach(listener -> listener.gone(last));
        }
    }

    /// What evictions answer from now on; only [EvictionOutcome.Evicted] has an effect.
    public synchronized void answerEvictions(Function<Pod, EvictionOutcome> answer) {
        evictionAnswer = answer;
    }

    /// The evictions asked for so far.
    public synchronized List<Pod> evictions() {
        return List.copyOf(evictions);
    }

    /// The deletions asked for so far.
    public synchronized List<Deletion> deletions() {
        return List.copyOf(deletions);
    }

    @Override
    public synchronized @Nullable Pod find(ObjectKey key) {
        return pods.get(key);
    }

    @Override
    public synchronized List<Pod> list() {
        return List.copyOf(pods.values());
    }

    @Override
    public synchronized List<Pod> onNode(String nodeName) {
        return pods.values().stream()
                .filter(pod -> pod.nodeName().equals(nodeName))
                .toList();
    }

    @Override
    public List<MappedPod.Malformed> malformed() {
        return List.of();
    }

    @Override
    public synchronized void subscribe(ChangeListener<Pod> listener) {
        pods.values().forEach(pod -> listener.present(null, pod));
        listeners.add(listener);
    }

    @Override
    public boolean synced() {
        return true;
    }

    @Override
    public synchronized EvictionOutcome evict(Pod pod) {
        var write = new FakeWrite(FakeWrite.Verb.EVICT, "Pod", key(pod));
        writes.before(write);
        evictions.add(pod);
        EvictionOutcome outcome = evictionAnswer.apply(pod);
        if (!same(pod)) {
            outcome = new EvictionOutcome.Gone(404);
        }
        if (outcome instanceof EvictionOutcome.Evicted) {
            vanish(pod);
        }
        writes.after(write);
        return outcome;
    }

    @Override
    public synchronized BindOutcome bind(Pod pod, String nodeName) {
        var write = new FakeWrite(FakeWrite.Verb.BIND, "Pod", key(pod));
        writes.before(write);
        Pod current = pods.get(key(pod));
        if (current == null || !current.uid().equals(pod.uid()) || current.scheduled()) {
            return new BindOutcome.Gone();
        }
        put(new PodSpecimen(current).on(nodeName).build());
        writes.after(write);
        return new BindOutcome.Bound();
    }

    @Override
    public synchronized DeleteOutcome delete(Pod pod, @Nullable Long gracePeriodSeconds) {
        var write = new FakeWrite(FakeWrite.Verb.DELETE, "Pod", key(pod));
        writes.before(write);
        if (!same(pod)) {
            return new DeleteOutcome.Gone();
        }
        deletions.add(new Deletion(pod, gracePeriodSeconds));
        vanish(pod);
        writes.after(write);
        return new DeleteOutcome.Deleting();
    }

    private boolean same(Pod pod) {
        Pod current = pods.get(key(pod));
        return current != null && current.uid().equals(pod.uid());
    }

    private static ObjectKey key(Pod pod) {
        return new ObjectKey(pod.namespace(), pod.name());
    }
}
