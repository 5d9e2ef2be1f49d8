package sh.karpenter.local.kubernetes.cluster.seed;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiAccess;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts into an empty API server what a fresh cluster has: namespaces, priority classes, roles, the API
/// server's own Service, a storage class with its driver, and one system node. What is there already stays as
/// it is.
public final class Seed {
    private static final List<String> NAMESPACES =
            List.of("default", "kube-system", "kube-public", "kube-node-lease", "karpenter");

    private final ApiAccess access;

    private Seed(ApiAccess access) {
        this.access = access;
    }

    /// @param systemNode the node to begin with, null for none
    /// @param storageProvisioner the CSI driver of the default storage class, for example `ebs.csi.aws.com`;
    ///     empty for a cluster without storage
    public static void plant(ApiAccess access, @Nullable SystemNode systemNode, String storageProvisioner) {
        Seed seed = new Seed(access);
        NAMESPACES.forEach(name -> seed.put(Kinds.NAMESPACES, named(name)));
        seed.plantAccounts();
        seed.plantPriorityClasses();
        seed.plantRoles();
        seed.plantService();
        if (!storageProvisioner.isEmpty()) {
            seed.plantStorage(storageProvisioner);
        }
        if (systemNode != null) {
            seed.plantNode(systemNode);
        }
    }

    /// Pods are refused without the default account, so it does not wait for the controller that makes it
    /// elsewhere.
    private void plantAccounts() {
        for (String namespace : NAMESPACES) {
            put(
                    Kinds.SERVICE_ACCOUNTS,
                    Tree.object("metadata", Tree.object("name", "default", "namespace", namespace)));
        }
    }

    private void plantPriorityClasses() {
        plantPriorityClass(
                "system-cluster-critical",
                2_000_000_000,
                "Used for system critical pods that must run in the cluster, but can be moved to another node if"
                        + " necessary.");
        plantPriorityClass(
                "system-node-critical",
                2_000_001_000,
                "Used for system critical pods that must not be moved from their current node.");
    }

    private void plantPriorityClass(String name, int value, String description) {
        ObjectNode priorityClass = named(name);
        priorityClass.put("value", value);
        priorityClass.put("description", description);
        priorityClass.put("preemptionPolicy", "PreemptLowerPriority");
        put(Kinds.PRIORITY_CLASSES, priorityClass);
    }

    private void plantRoles() {
        ArrayNode everything = Tree.array("*");
        ObjectNode all = Tree.object("apiGroups", everything, "resources", everything, "verbs", everything);
        ObjectNode allUrls = Tree.object("nonResourceURLs", everything, "verbs", everything);
        ObjectNode readAll =
                Tree.object("apiGroups", everything, "resources", everything, "verbs", List.of("get", "list", "watch"));
        plantRole("cluster-admin", Tree.array(all, allUrls));
        plantRole("admin", Tree.array(all));
        plantRole("edit", Tree.array(all));
        plantRole("view", Tree.array(readAll));
        ObjectNode binding = named("cluster-admin");
        binding.set(
                "roleRef",
                Tree.object("apiGroup", "rbac.authorization.k8s.io", "kind", "ClusterRole", "name", "cluster-admin"));
        binding.set(
                "subjects",
                Tree.array(Tree.object(
                        "kind", "Group", "apiGroup", "rbac.authorization.k8s.io", "name", "system:masters")));
        put(Kinds.CLUSTER_ROLE_BINDINGS, binding);
    }

    private void plantRole(String name, ArrayNode rules) {
        ObjectNode role = named(name);
        role.set("rules", rules);
        put(Kinds.CLUSTER_ROLES, role);
    }

    private void plantService() {
        put(
                Kinds.SERVICES,
                Tree.object(
                        "metadata",
                                Tree.object(
                                        "name", "kubernetes",
                                        "namespace", "default",
                                        "labels", Map.of("component", "apiserver", "provider", "kubernetes")),
                        "spec",
                                Tree.object(
                                        "type",
                                        "ClusterIP",
                                        "clusterIP",
                                        "10.96.0.1",
                                        "clusterIPs",
                                        List.of("10.96.0.1"),
                                        "ports",
                                        Tree.array(Tree.object(
                                                "name",
                                                "https",
                                                "port",
                                                443,
                                                "protocol",
                                                "TCP",
                                                "targetPort",
                                                6443)))));
    }

    private void plantStorage(String provisioner) {
        ObjectNode storageClass = Tree.object(
                "metadata",
                Tree.object(
                        "name",
                        "standard",
                        "annotations",
                        Map.of("storageclass.kubernetes.io/is-default-class", "true")),
                "provisioner",
                provisioner,
                "reclaimPolicy",
                "Delete",
                "volumeBindingMode",
                "WaitForFirstConsumer",
                "allowVolumeExpansion",
                true);
        put(Kinds.STORAGE_CLASSES, storageClass);
        ObjectNode driver = named(provisioner);
        driver.set("spec", Tree.object("attachRequired", true, "podInfoOnMount", false));
        put(Kinds.CSI_DRIVERS, driver);
    }

    private void plantNode(SystemNode node) {
        Map<String, String> labels = new TreeMap<>(node.labels());
        labels.put("kubernetes.io/hostname", node.name());
        labels.put("kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", "amd64");
        labels.put("node-role.kubernetes.io/system", "");
        Map<String, String> amounts =
                Map.of("cpu", node.cpu(), "memory", node.memory(), "pods", "110", "ephemeral-storage", "100Gi");
        ObjectNode object = Tree.object(
                "metadata", Tree.object("name", node.name(), "labels", labels),
                "spec",
                        Tree.object(
                                "taints",
                                Tree.array(Tree.object(
                                        "key", "CriticalAddonsOnly", "value", "true", "effect", "NoSchedule"))),
                "status",
                        Tree.object(
                                "capacity",
                                amounts,
                                "allocatable",
                                amounts,
                                "addresses",
                                Tree.array(
                                        Tree.object("type", "InternalIP", "address", node.address()),
                                        Tree.object("type", "Hostname", "address", node.name())),
                                "nodeInfo",
                                Tree.object(
                                        "architecture", "amd64",
                                        "operatingSystem", "linux",
                                        "kubeletVersion", node.version(),
                                        "kubeProxyVersion", "",
                                        "containerRuntimeVersion", "containerd://2.1.4",
                                        "osImage", "Local Linux",
                                        "kernelVersion", "6.12.0",
                                        "machineID", "",
                                        "systemUUID", "",
                                        "bootID", "")));
        put(Kinds.NODES, object);
    }

    private static ObjectNode named(String name) {
        return Tree.object("metadata", Tree.object("name", name));
    }

    private void put(ResourceKind kind, ObjectNode object) {
        if (access.get(Metadata.key(kind, object)) != null || access.resource(kind.group(), kind.plural()) == null) {
            return;
        }
        object.put("apiVersion", kind.apiVersion());
        object.put("kind", kind.kind());
        access.create(kind, object);
    }
}
