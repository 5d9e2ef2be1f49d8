package sh.karpenter.core.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.Pod;

/// The pods that have not ended: on which node, or waiting for one.
final class PodsByNode {
    private static final Comparator<Pod> BY_NAME =
            Comparator.comparing(Pod::namespace).thenComparing(Pod::name);

    private final Map<PodKey, Pod> all = new LinkedHashMap<>();
    private final Map<String, Map<PodKey, Pod>> bound = new LinkedHashMap<>();
    private final TreeMap<PodKey, Pod> pending = new TreeMap<>();

    /// Takes the version of a pod that holds now.
    ///
    /// @return the version before, null for a new pod
    @Nullable
    Pod put(Pod pod) {
        PodKey key = PodKey.of(pod);
        Pod before = all.put(key, pod);
        if (before != null && !before.nodeName().equals(pod.nodeName())) {
            detach(key, before);
        }
        if (pod.scheduled()) {
            bound.computeIfAbsent(pod.nodeName(), _ -> new LinkedHashMap<>()).put(key, pod);
        } else {
            pending.put(key, pod);
        }
        return before;
    }

    /// Forgets a pod.
    ///
    /// @return its last version, null when it was not known
    @Nullable
    Pod remove(String namespace, String name) {
        PodKey key = new PodKey(namespace, name);
        Pod before = all.remove(key);
        if (before != null) {
            detach(key, before);
        }
        return before;
    }

    private void detach(PodKey key, Pod pod) {
        if (!pod.scheduled()) {
            pending.remove(key);
            return;
        }
        Map<PodKey, Pod> onNode = bound.get(pod.nodeName());
        if (onNode != null) {
            onNode.remove(key);
            if (onNode.isEmpty()) {
                bound.remove(pod.nodeName());
            }
        }
    }

    /// The pods of a node, in order of namespace and name.
    List<Pod> on(String nodeName) {
        Map<PodKey, Pod> pods = bound.get(nodeName);
        if (pods == null) {
            return List.of();
        }
        var sorted = new ArrayList<>(pods.values());
        sorted.sort(BY_NAME);
        return sorted;
    }

    /// The pods that wait for a node, in order of namespace and name.
    List<Pod> pending() {
        return List.copyOf(pending.values());
    }

    private record PodKey(String namespace, String name) implements Comparable<PodKey> {
        static PodKey of(Pod pod) {
            return new PodKey(pod.namespace(), pod.name());
        }

        @Override
        public int compareTo(PodKey other) {
            int byNamespace = namespace.compareTo(other.namespace);
            return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
        }
    }
}
