package sh.karpenter.core.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.DaemonSet;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodOwner;

/// The DaemonSets, each with the shape that its next pod will have: that of its newest live pod (admission may
/// have changed it), else that of its template. Its required node affinity is always the template's, because
/// the DaemonSet controller pins each pod to its node with it.
final class DaemonSets {
    private static final Comparator<Pod> BY_AGE =
            Comparator.comparing(Pod::created).thenComparing(Pod::qualifiedName);

    private final TreeMap<String, DaemonSet> templates = new TreeMap<>();
    private final Map<String, TreeSet<Pod>> livePods = new LinkedHashMap<>();

    void put(DaemonSet daemonSet) {
        templates.put(daemonSet.namespace() + "/" + daemonSet.name(), daemonSet);
    }

    void remove(String namespace, String name) {
        templates.remove(namespace + "/" + name);
    }

    /// Follows a change of a pod.
    ///
    /// @return whether it concerns a DaemonSet
    boolean follow(@Nullable Pod before, @Nullable Pod now) {
        String uidBefore = before == null || !before.active() ? "" : owner(before);
        String uidNow = now == null || !now.active() ? "" : owner(now);
        if (before != null && !uidBefore.isEmpty()) {
            TreeSet<Pod> pods = livePods.get(uidBefore);
            if (pods != null) {
                pods.remove(before);
            }
        }
        if (now != null && !uidNow.isEmpty()) {
            livePods.computeIfAbsent(uidNow, _ -> new TreeSet<>(BY_AGE)).add(now);
        }
        return !uidBefore.isEmpty() || !uidNow.isEmpty();
    }

    private static String owner(Pod pod) {
        for (PodOwner owner : pod.owners()) {
            if (owner.apiVersion().equals("apps/v1") && owner.kind().equals("DaemonSet")) {
                return owner.uid();
            }
        }
        return "";
    }

    /// All of them, by namespace and name.
    List<DaemonSet> list() {
        var result = new ArrayList<DaemonSet>();
        for (DaemonSet template : templates.values()) {
            TreeSet<Pod> pods = livePods.get(template.uid());
            result.add(pods == null || pods.isEmpty() ? template : template.seenIn(List.of(pods.last())));
        }
        return result;
    }
}
