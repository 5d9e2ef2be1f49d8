package sh.karpenter.local.kubernetes.cluster.object;

import java.util.List;
import sh.karpenter.local.kubernetes.access.ResourceKind;

/// The built-in resources that the embedded cluster reads and writes.
public final class Kinds {
    public static final ResourceKind NAMESPACES = cluster("", "v1", "namespaces", "Namespace");
    public static final ResourceKind NODES = cluster("", "v1", "nodes", "Node");
    public static final ResourceKind PODS = namespaced("", "v1", "pods", "Pod");
    public static final ResourceKind SERVICES = namespaced("", "v1", "services", "Service");
    public static final ResourceKind ENDPOINTS = namespaced("", "v1", "endpoints", "Endpoints");
    public static final ResourceKind ENDPOINT_SLICES =
            namespaced("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice");
    public static final ResourceKind CONFIG_MAPS = namespaced("", "v1", "configmaps", "ConfigMap");
    public static final ResourceKind SECRETS = namespaced("", "v1", "secrets", "Secret");
    public static final ResourceKind SERVICE_ACCOUNTS = namespaced("", "v1", "serviceaccounts", "ServiceAccount");
    public static final ResourceKind EVENTS = namespaced("", "v1", "events", "Event");
    public static final ResourceKind QUOTAS = namespaced("", "v1", "resourcequotas", "ResourceQuota");
    public static final ResourceKind CLAIMS = namespaced("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim");
    public static final ResourceKind VOLUMES = cluster("", "v1", "persistentvolumes", "PersistentVolume");
    public static final ResourceKind DEPLOYMENTS = namespaced("apps", "v1", "deployments", "Deployment");
    public static final ResourceKind REPLICA_SETS = namespaced("apps", "v1", "replicasets", "ReplicaSet");
    public static final ResourceKind DAEMON_SETS = namespaced("apps", "v1", "daemonsets", "DaemonSet");
    public static final ResourceKind STATEFUL_SETS = namespaced("apps", "v1", "statefulsets", "StatefulSet");
    public static final ResourceKind REVISIONS = namespaced("apps", "v1", "controllerrevisions", "ControllerRevision");
    public static final ResourceKind JOBS = namespaced("batch", "v1", "jobs", "Job");
    public static final ResourceKind BUDGETS =
            namespaced("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget");
    public static final ResourceKind LEASES = namespaced("coordination.k8s.io", "v1", "leases", "Lease");
    public static final ResourceKind PRIORITY_CLASSES =
            cluster("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass");
    public static final ResourceKind STORAGE_CLASSES =
            cluster("storage.k8s.io", "v1", "storageclasses", "StorageClass");
    public static final ResourceKind CSI_NODES = cluster("storage.k8s.io", "v1", "csinodes", "CSINode");
    public static final ResourceKind CSI_DRIVERS = cluster("storage.k8s.io", "v1", "csidrivers", "CSIDriver");
    public static final ResourceKind ATTACHMENTS =
            cluster("storage.k8s.io", "v1", "volumeattachments", "VolumeAttachment");
    public static final ResourceKind CLUSTER_ROLES =
            cluster("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole");
    public static final ResourceKind CLUSTER_ROLE_BINDINGS =
            cluster("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding");
    public static final ResourceKind DEFINITIONS =
            cluster("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition");

    /// Every built-in resource whose objects may own others or be owned, besides those above: they are followed
    /// when the server has them.
    public static final List<ResourceKind> OTHERS = List.of(
            namespaced("", "v1", "replicationcontrollers", "ReplicationController"),
            namespaced("", "v1", "podtemplates", "PodTemplate"),
            namespaced("", "v1", "limitranges", "LimitRange"),
            ENDPOINTS,
            namespaced("batch", "v1", "cronjobs", "CronJob"),
            namespaced("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
            namespaced("rbac.authorization.k8s.io", "v1", "roles", "Role"),
            namespaced("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding"),
            ENDPOINT_SLICES,
            namespaced("networking.k8s.io", "v1", "ingresses", "Ingress"),
            namespaced("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy"));

    /// The built-in resources that the controllers of the embedded cluster act upon.
    public static final List<ResourceKind> FOLLOWED = List.of(
            NAMESPACES,
            NODES,
            PODS,
            SERVICES,
            CONFIG_MAPS,
            SECRETS,
            SERVICE_ACCOUNTS,
            QUOTAS,
            CLAIMS,
            VOLUMES,
            DEPLOYMENTS,
            REPLICA_SETS,
            DAEMON_SETS,
            STATEFUL_SETS,
            REVISIONS,
            JOBS,
            BUDGETS,
            LEASES,
            PRIORITY_CLASSES,
            STORAGE_CLASSES,
            CSI_NODES,
            CSI_DRIVERS,
            ATTACHMENTS,
            CLUSTER_ROLES,
            CLUSTER_ROLE_BINDINGS,
            DEFINITIONS);

    private Kinds() {}

    private static ResourceKind cluster(String group, String version, String plural, String kind) {
        return new ResourceKind(group, version, plural, kind, false);
    }

    private static ResourceKind namespaced(String group, String version, String plural, String kind) {
        return new ResourceKind(group, version, plural, kind, true);
    }
}
