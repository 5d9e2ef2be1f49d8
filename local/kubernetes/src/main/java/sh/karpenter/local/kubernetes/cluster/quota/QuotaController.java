package sh.karpenter.local.kubernetes.cluster.quota;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Controller;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import sh.karpenter.local.kubernetes.quota.QuotaUsage;
import tools.jackson.databind.node.ObjectNode;

/// Keeps the status of ResourceQuotas: `hard` as the specification says, `used` as counted. The API server
/// charges what is created; here what goes is given back, and everything is counted again every five minutes
/// and when a quota changes.
public final class QuotaController implements Controller {
    private static final Duration COUNT_AGAIN = Duration.ofMinutes(5);
    private static final Duration AFTER_LOST_RACE = Duration.ofMillis(50);

    private final ClusterContext cluster;

    public QuotaController(ClusterContext cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "resource-quota";
    }

    @Override
    public boolean gathersChanges() {
        return true;
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.QUOTAS) && isStale(change.object())) {
            enqueue.accept(Metadata.key(kind, change.object()));
        }
        if (!kind.namespaced() || !givesBack(kind, change)) {
            return;
        }
        for (ObjectNode quota : cluster.cache().list(Kinds.QUOTAS, Metadata.namespace(change.object()))) {
            if (limits(quota).keySet().stream().anyMatch(name -> QuotaUsage.concerns(kind.qualifiedName(), name))) {
                enqueue.accept(Metadata.key(Kinds.QUOTAS, quota));
            }
        }
    }

    private static boolean isStale(ObjectNode quota) {
        return !limits(quota).equals(Tree.strings(quota, "status", "hard"));
    }

    private static boolean givesBack(ResourceKind kind, Change change) {
        ObjectNode before = change.previous();
        if (change.type() == Change.Type.DELETED) {
            return true;
        }
        if (before == null) {
            return false;
        }
        String resource = kind.qualifiedName();
        return switch (resource) {
            case "pods" -> !Tree.text(before, "status", "phase").equals(Tree.text(change.object(), "status", "phase"));
            case "services", "persistentvolumeclaims" ->
                !QuotaUsage.of(resource, before).equals(QuotaUsage.of(resource, change.object()));
            default -> false;
        };
    }

    private static Map<String, String> limits(ObjectNode quota) {
        return Tree.strings(quota, "spec", "hard");
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode quota = cluster.cache().get(key);
        if (quota == null) {
            return Requeue.none();
        }
        Map<String, String> hard = limits(quota);
        Map<String, String> used = count(quota, hard);
        boolean same = hard.equals(Tree.strings(quota, "status", "hard"))
                && used.equals(Tree.strings(quota, "status", "used"));
        return same || write(key, quota, hard, used) ? Requeue.after(COUNT_AGAIN) : Requeue.after(AFTER_LOST_RACE);
    }

    private Map<String, String> count(ObjectNode quota, Map<String, String> hard) {
        Map<String, BigDecimal> sums = new TreeMap<>();
        hard.keySet().forEach(name -> sums.put(name, BigDecimal.ZERO));
        for (ResourceKind kind : cluster.cache().kinds()) {
            String resource = kind.qualifiedName();
            if (!kind.namespaced() || hard.keySet().stream().noneMatch(name -> QuotaUsage.concerns(resource, name))) {
                continue;
            }
            for (ObjectNode object : cluster.cache().list(kind, Metadata.namespace(quota))) {
                if (QuotaUsage.isInScope(quota, resource, object)) {
                    QuotaUsage.of(resource, object)
                            .forEach((name, amount) -> sums.computeIfPresent(name, (_, sum) -> sum.add(amount)));
                }
            }
        }
        Map<String, String> used = new TreeMap<>();
        sums.forEach((name, sum) -> used.put(name, QuotaUsage.shown(name, sum)));
        return used;
    }

    /// Replaces the status unless something was charged since the quota was read.
    ///
    /// @return whether that was done
    private boolean write(ObjectKey key, ObjectNode quota, Map<String, String> hard, Map<String, String> used) {
        boolean[] lost = {false};
        cluster.client().patchNewest(key, "status", newest -> {
            lost[0] = !Metadata.resourceVersion(newest).equals(Metadata.resourceVersion(quota));
            return lost[0]
                    ? null
                    : Tree.object(
                            "status",
                            Tree.object("hard", replaced(quota, "hard", hard), "used", replaced(quota, "used", used)));
        });
        return !lost[0];
    }

    /// The members of a merge patch that leave exactly these.
    private static Map<String, @Nullable String> replaced(ObjectNode quota, String field, Map<String, String> wanted) {
        Map<String, @Nullable String> members = new TreeMap<>();
        Tree.strings(quota, "status", field).keySet().forEach(name -> members.put(name, null));
        members.putAll(wanted);
        return members;
    }
}
