package sh.karpenter.core.scheduling.compiled;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.model.taint.Toleration;
import sh.karpenter.core.model.workload.DaemonSet;
import sh.karpenter.core.model.workload.HostPort;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.result.Rejection;

/// Makes the template of the nodes that a pool may open.
final class PoolCompiler {
    private static final List<Toleration> PREFERENCE_TAINTS =
            List.of(new Toleration("", "Exists", "", TaintEffect.PREFER_NO_SCHEDULE));

    private final CompiledCluster cluster;
    private final LabelVocabulary labels;
    private final SchedulingOptions options;

    PoolCompiler(CompiledCluster cluster) {
        this.cluster = cluster;
        this.labels = cluster.problem().labels();
        this.options = cluster.problem().options();
    }

    /// Adds a pool to those that may open nodes, or to those that may not with the reason; its template to all
    /// templates unless it cannot be read.
    void compile(
            NodePool pool,
            InstanceTypeTable table,
            List<PoolTemplate> templates,
            List<CompiledPool> usable,
            SequencedMap<String, Rejection> unusable) {
        Requirements requirements;
        try {
            requirements = template(pool);
        } catch (IllegalArgumentException nonsense) {
            unusable.put(pool.name(), new Rejection.BadNodePool(String.valueOf(nonsense.getMessage())));
            return;
        }
        int id = cluster.requirements().intern(requirements);
        var template = new PoolTemplate(pool, table, id, cluster.taints().internTaints(pool.taints()));
        templates.add(template);
        long[] rows = table.candidates(id).clone();
        boolean minValues = false;
        for (Requirement requirement : requirements.byKey().values()) {
            minValues = minValues || requirement.minValues() != null;
        }
        boolean minValuesMissed = minValues
                && options.minValues() == SchedulingOptions.MinValues.STRICT
                && !MinValues.missing(table, rows, requirements).isEmpty();
        if (Bits.isEmpty(rows) || minValuesMissed) {
            unusable.put(pool.name(), new Rejection.NoCompatibleInstanceTypes(minValuesMissed));
            return;
        }
        ResourceAxes axes = cluster.axes();
        usable.add(new CompiledPool(
                template,
                rows,
                daemonGroups(pool, table, rows, id),
                axes.compile(pool.limits()),
                axes.presence(pool.limits()),
                minValues));
    }

    private Requirements template(NodePool pool) {
        return Requirements.of(pool.requirements(), labels)
                .and(Requirements.ofLabels(pool.labels(), labels))
                .and(Requirements.of(
                        Requirement.in(LabelKeys.NODE_POOL, pool.name()),
                        Requirement.in(
                                pool.nodeClass().labelKey(), pool.nodeClass().name()),
                        Requirement.in(LabelKeys.REGISTERED, "true"),
                        Requirement.in(LabelKeys.INITIALIZED, "true")));
    }

    private List<CompiledPool.DaemonGroup> daemonGroups(
            NodePool pool, InstanceTypeTable table, long[] rows, int template) {
        List<CompiledShape> daemons = new ArrayList<>();
        List<long[]> rowsOfDaemon = new ArrayList<>();
        for (DaemonSet daemonSet : cluster.daemonSets()) {
            if (daemonSet.podShape().dynamicResources() && options.ignoreDynamicResources()) {
                continue;
            }
            long[] runsOn = runsOn(daemonSet.podShape(), pool, table, template);
            if (!Bits.isEmpty(runsOn)) {
                daemons.add(cluster.shapeOf(daemonSet));
                rowsOfDaemon.add(runsOn);
            }
        }
        if (daemons.isEmpty()) {
            return List.of(
                    new CompiledPool.DaemonGroup(rows, new long[cluster.axes().count()], 0, List.of()));
        }
        var rowsBySet = new LinkedHashMap<List<Integer>, long[]>();
        for (int row = Bits.next(rows, 0); row >= 0; row = Bits.next(rows, row + 1)) {
            var set = new ArrayList<Integer>();
            for (int d = 0; d < daemons.size(); d++) {
                if (Bits.has(rowsOfDaemon.get(d), row)) {
                    set.add(d);
                }
            }
            long[] groupRows = rowsBySet.get(set);
            if (groupRows == null) {
                groupRows = new long[table.words()];
                rowsBySet.put(set, groupRows);
            }
            Bits.add(groupRows, row);
        }
        var groups = new ArrayList<CompiledPool.DaemonGroup>();
        for (var entry : rowsBySet.entrySet()) {
            groups.add(group(entry.getKey(), daemons, entry.getValue()));
        }
        return List.copyOf(groups);
    }

    private CompiledPool.DaemonGroup group(List<Integer> set, List<CompiledShape> daemons, long[] rows) {
        long[] overhead = new long[cluster.axes().count()];
        long presence = 0;
        var ports = new ArrayList<HostPort>();
        for (int d : set) {
            CompiledShape daemon = daemons.get(d);
            for (int axis = 0; axis < overhead.length; axis++) {
                overhead[axis] = ResourceAxes.add(overhead[axis], daemon.requests()[axis]);
            }
            presence |= daemon.presence();
            ports.addAll(daemon.shape().hostPorts());
        }
        return new CompiledPool.DaemonGroup(rows, overhead, presence, List.copyOf(ports));
    }

    /// The instance types on which a pool's node would run the daemon: it tolerates the taints, and one of its
    /// alternatives of required affinity admits template and type.
    private long[] runsOn(PodShape daemon, NodePool pool, InstanceTypeTable table, int template) {
        long[] result = new long[table.words()];
        var tolerations = new ArrayList<>(daemon.tolerations());
        tolerations.addAll(PREFERENCE_TAINTS);
        if (!cluster.taints()
                .tolerates(
                        cluster.taints().internTolerations(tolerations),
                        cluster.taints().internTaints(pool.taints()))) {
            return result;
        }
        Requirements selector = PodRequirements.selector(daemon, labels);
        int alternatives = Math.max(1, daemon.requiredNodeTerms().size());
        for (int i = 0; i < alternatives; i++) {
            Requirements wanted = daemon.requiredNodeTerms().isEmpty()
                    ? selector
                    : selector.and(PodRequirements.of(daemon.requiredNodeTerms().get(i), labels));
            int id = cluster.requirements().intern(wanted);
            if (cluster.requirements().compatible(template, id)) {
                long[] matching = table.matching(id);
                for (int w = 0; w < result.length; w++) {
                    result[w] |= matching[w];
                }
            }
        }
        return result;
    }
}
