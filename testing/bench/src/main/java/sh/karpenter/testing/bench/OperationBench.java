package sh.karpenter.testing.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.CompiledPool;
import sh.karpenter.core.scheduling.compiled.RequirementTable;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.core.scheduling.topology.RunningTopology;
import sh.karpenter.core.scheduling.topology.TopologyGroup;
import sh.karpenter.core.scheduling.topology.TopologyTracker;

/// The operations that a solve is made of, where there is one beside its readable twin: what the compiled form
/// gains.
///
/// [#chooseZones] is one choice of a topology domain, [#spreadOverZones] a solve of 300 pods that does little else.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OperationBench {
    private static final int SPREAD_PODS = 300;

    private final Requirements zone = Requirements.of(Requirement.in(LabelKeys.ZONE, "test-zone-a"));
    private final Resources request = Resources.none()
            .with("cpu", 37 * Resources.CORE)
            .with("memory", 64L << 30)
            .with("pods", 12);

    private Requirements pool = Requirements.none();
    private List<InstanceType> types = List.of();
    private CompiledCluster cluster = CompiledCluster.of(BenchInputs.read("diverse-1000"));
    private CompiledPool compiledPool = cluster.pools().getFirst();
    private SchedulingProblem spread = BenchInputs.read("zone-spread-5000");
    private TopologyTracker topology =
            new TopologyTracker(RunningTopology.of(cluster, true, new boolean[0]), TopologyTracker.Uncounted.NOTHING);
    private TopologyGroup zones = zoneSpread();
    private final long[] chosen = new long[TopologyTracker.words(zones)];
    private int poolId;
    private int zoneId;
    private long[] rows = new long[1];
    private long[] total = new long[1];

    private TopologyGroup zoneSpread() {
        for (Pod pod : cluster.problem().pods()) {
            for (TopologyGroup group : topology.groupsOf(pod.shape())) {
                if (group.kind() == TopologyGroup.Kind.SPREAD
                        && group.key().key().equals(LabelKeys.ZONE)) {
                    return group;
                }
            }
        }
        throw new IllegalStateException("no pod of the input is spread over zones");
    }

    /// Compiles what the compiled forms work on.
    @Setup
    public void compile() {
        types = compiledPool.table().types();
        poolId = compiledPool.requirements();
        pool = cluster.requirements().get(poolId);
        zoneId = cluster.requirements().intern(zone);
        rows = compiledPool.rows().clone();
        total = cluster.axes().compile(request);
        spread = new SchedulingProblem(
                spread.cluster(),
                spread.pods().subList(0, SPREAD_PODS),
                spread.removedNodes(),
                spread.pools(),
                spread.labels(),
                spread.options(),
                spread.now());
    }

    /// A pool's requirements and a pod's, as maps.
    @Benchmark
    public Requirements intersectReadable() {
        return pool.and(zone);
    }

    /// The same by id.
    @Benchmark
    public int intersectCompiled() {
        return cluster.requirements().and(poolId, zoneId);
    }

    /// Which of 400 types meet the requirements, hold the request and are offered, one after another.
    @Benchmark
    public int filterTypesReadable() {
        int left = 0;
        for (InstanceType type : types) {
            if (zone.intersects(type.requirements()) && request.fitsIn(type.allocatable()) && offered(type)) {
                left++;
            }
        }
        return left;
    }

    private boolean offered(InstanceType type) {
        for (Offering offering : type.offerings()) {
            if (offering.available()
                    && zone.compatible(
                            offering.requirements(), cluster.requirements().wellKnown())) {
                return true;
            }
        }
        return false;
    }

    /// The same over sets of rows.
    @Benchmark
    public long[] filterTypesCompiled() {
        long[] candidates = compiledPool.table().candidates(zoneId);
        System.arraycopy(candidates, 0, rows, 0, rows.length);
        compiledPool.table().keepFitting(rows, total);
        return rows;
    }

    /// In which zones one more pod may go that is spread over them.
    @Benchmark
    public boolean chooseZones() {
        return topology.choose(zones, RequirementTable.NONE, null, true, chosen);
    }

    /// A solve of pods that spread over zones, compilation included.
    @Benchmark
    public SchedulingResult spreadOverZones() {
        return Scheduler.solve(spread, Deadline.none());
    }
}
