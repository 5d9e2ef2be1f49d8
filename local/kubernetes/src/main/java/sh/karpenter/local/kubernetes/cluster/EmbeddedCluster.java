package sh.karpenter.local.kubernetes.cluster;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiAccess;
import sh.karpenter.local.kubernetes.cluster.budget.BudgetController;
import sh.karpenter.local.kubernetes.cluster.garbage.GarbageController;
import sh.karpenter.local.kubernetes.cluster.garbage.NamespaceController;
import sh.karpenter.local.kubernetes.cluster.network.EndpointController;
import sh.karpenter.local.kubernetes.cluster.node.CloudNodeController;
import sh.karpenter.local.kubernetes.cluster.node.NodeLifecycleController;
import sh.karpenter.local.kubernetes.cluster.node.PodGarbageController;
import sh.karpenter.local.kubernetes.cluster.node.TaintEvictionController;
import sh.karpenter.local.kubernetes.cluster.quota.QuotaController;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.ControllerLoop;
import sh.karpenter.local.kubernetes.cluster.scheduling.SchedulerController;
import sh.karpenter.local.kubernetes.cluster.seed.Seed;
import sh.karpenter.local.kubernetes.cluster.storage.AttachmentController;
import sh.karpenter.local.kubernetes.cluster.storage.ClaimController;
import sh.karpenter.local.kubernetes.cluster.storage.EphemeralVolumeController;
import sh.karpenter.local.kubernetes.cluster.storage.VolumeController;
import sh.karpenter.local.kubernetes.cluster.workload.DaemonSetController;
import sh.karpenter.local.kubernetes.cluster.workload.DeploymentController;
import sh.karpenter.local.kubernetes.cluster.workload.JobController;
import sh.karpenter.local.kubernetes.cluster.workload.ReplicaSetController;
import sh.karpenter.local.kubernetes.cluster.workload.StatefulSetController;

/// A control plane beside an API server: scheduler, workload controllers, node controllers, garbage collector.
///
/// Real time: [#start]. Virtual time: [#manual], then after each step of the clock or each write of one's own
/// [#runUntilIdle]; [#nextDue] says how far the clock may jump without missing anything.
public final class EmbeddedCluster implements AutoCloseable {
    private final ControllerLoop loop;

    private EmbeddedCluster(ApiAccess access, InstantSource clock, ClusterOptions options) {
        Seed.plant(access, options.systemNode(), options.storageProvisioner());
        loop = new ControllerLoop(access, clock, options.seed());
        ClusterContext cluster = loop.context();
        loop.add(new NamespaceController(cluster, options.certificate()));
        loop.add(new GarbageController(cluster));
        loop.add(new NodeLifecycleController(cluster, options.timings()));
        loop.add(new TaintEvictionController(cluster));
        loop.add(new PodGarbageController(cluster, options.timings()));
        loop.add(new CloudNodeController(cluster, options.instances(), options.timings()));
        loop.add(new DeploymentController(cluster));
        loop.add(new ReplicaSetController(cluster));
        loop.add(new DaemonSetController(cluster));
        loop.add(new StatefulSetController(cluster));
        loop.add(new JobController(cluster));
        loop.add(new BudgetController(cluster));
        loop.add(new EndpointController(cluster));
        loop.add(new QuotaController(cluster));
        loop.add(new EphemeralVolumeController(cluster));
        loop.add(new ClaimController(cluster));
        loop.add(new VolumeController(cluster));
        loop.add(new AttachmentController(cluster));
        loop.add(new SchedulerController(cluster));
    }

    /// Seeds the API server and runs the control plane in real time on a thread of its own.
    ///
    /// @param clock may run faster than real time
    public static EmbeddedCluster start(ApiAccess access, InstantSource clock, ClusterOptions options) {
        EmbeddedCluster cluster = new EmbeddedCluster(access, clock, options);
        cluster.loop.start();
        return cluster;
    }

    /// Seeds the API server and leaves the driving to the caller.
    public static EmbeddedCluster manual(ApiAccess access, InstantSource clock, ClusterOptions options) {
        return new EmbeddedCluster(access, clock, options);
    }

    /// Does everything that can be done at the present instant of the clock. Only for a [#manual] cluster.
    public void runUntilIdle() {
        loop.runUntilIdle();
    }

    /// When there will be something to do without a change from outside; null when never.
    public @Nullable Instant nextDue() {
        return loop.nextDue();
    }

    @Override
    public void close() {
        loop.close();
    }
}
