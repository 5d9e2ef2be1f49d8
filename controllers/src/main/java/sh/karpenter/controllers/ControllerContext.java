package sh.karpenter.controllers;

import java.time.InstantSource;
import sh.karpenter.controllers.event.EventRecorder;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.kube.client.store.ClusterStores;
import sh.karpenter.kube.provider.MeterSink;

/// What every controller works with.
///
/// @param stores the objects of the cluster
/// @param provider the cloud
/// @param events where events go
/// @param meters where measurements go
/// @param clock the time
/// @param cpuRequestMillis processor time of this process in thousandths of a core; controllers scale their
///     workers by it
public record ControllerContext(
        ClusterStores stores,
        CloudProvider provider,
        EventRecorder events,
        MeterSink meters,
        InstantSource clock,
        long cpuRequestMillis) {}
