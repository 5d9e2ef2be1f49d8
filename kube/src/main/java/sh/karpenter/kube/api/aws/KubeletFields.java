package sh.karpenter.kube.api.aws;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The settings of `kubelet.config.k8s.io/v1beta1` by name.
///
/// Source: Kubernetes documentation, "Kubelet Configuration (v1beta1)".
final class KubeletFields {
    /// All names.
    static final Set<String> ALL = Collections.unmodifiableSet(new TreeSet<>(List.of("""
        address allowedUnsafeSysctls apiVersion authentication authorization cgroupDriver cgroupRoot
        cgroupsPerQOS clusterDNS clusterDomain configMapAndSecretChangeDetectionStrategy
        containerLogMaxFiles containerLogMaxSize containerLogMaxWorkers containerLogMonitorInterval
        containerRuntimeEndpoint contentType cpuCFSQuota cpuCFSQuotaPeriod cpuManagerPolicy
        cpuManagerPolicyOptions cpuManagerReconcilePeriod crashLoopBackOff enableContentionProfiling
        enableControllerAttachDetach enableDebugFlagsHandler enableDebuggingHandlers enableProfilingHandler
        enableServer enableSystemLogHandler enableSystemLogQuery enforceNodeAllocatable eventBurst
        eventRecordQPS evictionHard evictionMaxPodGracePeriod evictionMinimumReclaim
        evictionPressureTransitionPeriod evictionSoft evictionSoftGracePeriod failCgroupV1 failSwapOn
        featureGates fileCheckFrequency hairpinMode healthzBindAddress healthzPort httpCheckFrequency
        imageGCHighThresholdPercent imageGCLowThresholdPercent imageMaximumGCAge imageMinimumGCAge
        imagePullCredentialsVerificationPolicy imageServiceEndpoint iptablesDropBit iptablesMasqueradeBit
        kernelMemcgNotification kind kubeAPIBurst kubeAPIQPS kubeletCgroups kubeReserved kubeReservedCgroup
        localStorageCapacityIsolation logging makeIPTablesUtilChains maxOpenFiles maxParallelImagePulls
        maxPods memoryManagerPolicy memorySwap memoryThrottlingFactor mergeDefaultEvictionSettings
        nodeLeaseDurationSeconds nodeStatusMaxImages nodeStatusReportFrequency nodeStatusUpdateFrequency
        oomScoreAdj podCIDR podLogsDir podPidsLimit podsPerCore port preloadedImagesVerificationAllowlist
        protectKernelDefaults providerID qosReserved readOnlyPort registerNode registerWithTaints
        registryBurst registryPullQPS reservedMemory reservedSystemCPUs resolvConf rotateCertificates
        runOnce runtimeRequestTimeout seccompDefault serializeImagePulls serverTLSBootstrap
        showHiddenMetricsForVersion shutdownGracePeriod shutdownGracePeriodByPodPriority
        shutdownGracePeriodCriticalPods singleProcessOOMKill staticPodPath staticPodURL staticPodURLHeader
        streamingConnectionIdleTimeout syncFrequency systemCgroups systemReserved systemReservedCgroup
        tlsCertFile tlsCipherSuites tlsMinVersion tlsPrivateKeyFile topologyManagerPolicy
        topologyManagerPolicyOptions topologyManagerScope tracing userNamespaces volumePluginDir
        volumeStatsAggPeriod
        """.split("\\s+"))));

    private KubeletFields() {}
}
