package sh.karpenter.local.kubernetes.resource;

import static sh.karpenter.local.kubernetes.resource.Trait.CREATE_ON_UPDATE;
import static sh.karpenter.local.kubernetes.resource.Trait.GENERATION;
import static sh.karpenter.local.kubernetes.resource.Trait.GRACEFUL;
import static sh.karpenter.local.kubernetes.resource.Trait.REVISION_REQUIRED;
import static sh.karpenter.local.kubernetes.resource.Trait.STATUS;
import static sh.karpenter.local.kubernetes.resource.Trait.STATUS_ON_CREATE;
import static sh.karpenter.local.kubernetes.resource.Trait.VIRTUAL;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The table of built-in resources, in the order of discovery: an ambiguous short name means the first.
public final class BuiltInResources {
    private static final List<String> ALL_VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final List<String> CREATE_ONLY = List.of("create");

    private final Function<String, Strategy> strategies;
    private final List<ResourceDefinition> definitions = new ArrayList<>();

    private BuiltInResources(Function<String, Strategy> strategies) {
        this.strategies = strategies;
    }

    /// Every built-in resource.
    ///
    /// @param strategies the strategy for a qualified kind such as `Deployment.apps`
    public static List<ResourceDefinition> all(Function<String, Strategy> strategies) {
        BuiltInResources table = new BuiltInResources(strategies);
        table.core();
        table.workloads();
        table.clusterServices();
        table.reviews();
        table.extensions();
        return Collections.unmodifiableList(table.definitions);
    }

    private void core() {
        namespaced("", "v1", "bindings", "Binding")
                .verbs(CREATE_ONLY)
                .is(VIRTUAL)
                .add();
        namespaced("", "v1", "configmaps", "ConfigMap").shortNames("cm").add();
        namespaced("", "v1", "endpoints", "Endpoints")
                .shortNames("ep")
                .deprecated("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice")
                .is(CREATE_ON_UPDATE)
                .add();
        events("", "v1");
        namespaced("", "v1", "limitranges", "LimitRange")
                .shortNames("limits")
                .is(CREATE_ON_UPDATE)
                .add();
        cluster("", "v1", "namespaces", "Namespace")
                .shortNames("ns")
                .verbs(List.of("create", "delete", "get", "list", "patch", "update", "watch"))
                .status()
                .subresource(new Subresource("finalize", "", "", "", List.of("update")))
                .fields("status.phase")
                .add();
        cluster("", "v1", "nodes", "Node")
                .shortNames("no")
                .status()
                .is(STATUS_ON_CREATE)
                .fields("spec.unschedulable")
                .add();
        namespaced("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim")
                .shortNames("pvc")
                .status()
                .add();
        cluster("", "v1", "persistentvolumes", "PersistentVolume")
                .shortNames("pv")
                .status()
                .add();
        pods();
        namespaced("", "v1", "podtemplates", "PodTemplate").is(GENERATION).add();
        namespaced("", "v1", "replicationcontrollers", "ReplicationController")
                .shortNames("rc")
                .categories("all")
                .status()
                .scale()
                .is(GENERATION)
                .fields("status.replicas")
                .add();
        namespaced("", "v1", "resourcequotas", "ResourceQuota")
                .shortNames("quota")
                .status()
                .add();
        namespaced("", "v1", "secrets", "Secret").fields("type").add();
        namespaced("", "v1", "serviceaccounts", "ServiceAccount")
                .shortNames("sa")
                .subresource(new Subresource("token", "authentication.k8s.io", "v1", "TokenRequest", CREATE_ONLY))
                .add();
        namespaced("", "v1", "services", "Service")
                .shortNames("svc")
                .categories("all")
                .status()
                .is(CREATE_ON_UPDATE)
                .fields("spec.clusterIP", "spec.type")
                .add();
    }

    private void pods() {
        namespaced("", "v1", "pods", "Pod")
                .shortNames("po")
                .categories("all")
                .status()
                .subresource(new Subresource("binding", "", "v1", "Binding", CREATE_ONLY))
                .subresource(new Subresource("eviction", "policy", "v1", "Eviction", CREATE_ONLY))
                .subresource(new Subresource("log", "", "", "", List.of("get")))
                .subresource(Subresource.view("ephemeralcontainers"))
                .subresource(Subresource.view("resize"))
                .is(GRACEFUL)
                .is(GENERATION)
                .fields(
                        "spec.nodeName",
                        "spec.restartPolicy",
                        "spec.schedulerName",
                        "spec.serviceAccountName",
                        "spec.hostNetwork",
                        "status.phase",
                        "status.podIP",
                        "status.podIPs",
                        "status.nominatedNodeName")
                .add();
    }

    private void workloads() {
        namespaced("apps", "v1", "controllerrevisions", "ControllerRevision").add();
        namespaced("apps", "v1", "daemonsets", "DaemonSet")
                .shortNames("ds")
                .categories("all")
                .status()
                .is(GENERATION)
                .add();
        namespaced("apps", "v1", "deployments", "Deployment")
                .shortNames("deploy")
                .categories("all")
                .status()
                .scale()
                .is(GENERATION)
                .add();
        namespaced("apps", "v1", "replicasets", "ReplicaSet")
                .shortNames("rs")
                .categories("all")
                .status()
                .scale()
                .is(GENERATION)
                .fields("status.replicas")
                .add();
        namespaced("apps", "v1", "statefulsets", "StatefulSet")
                .shortNames("sts")
                .categories("all")
                .status()
                .scale()
                .is(GENERATION)
                .add();
        namespaced("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler")
                .shortNames("hpa")
                .categories("all")
                .status()
                .add();
        namespaced("batch", "v1", "cronjobs", "CronJob")
                .shortNames("cj")
                .categories("all")
                .status()
                .is(GENERATION)
                .add();
        namespaced("batch", "v1", "jobs", "Job")
                .categories("all")
                .status()
                .is(GENERATION)
                .fields("status.successful")
                .add();
        namespaced("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget")
                .shortNames("pdb")
                .status()
                .is(GENERATION)
                .is(REVISION_REQUIRED)
                .add();
        cluster("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass")
                .shortNames("pc")
                .is(GENERATION)
                .add();
    }

    private void clusterServices() {
        namespaced("coordination.k8s.io", "v1", "leases", "Lease")
                .is(REVISION_REQUIRED)
                .is(CREATE_ON_UPDATE)
                .add();
        namespaced("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice")
                .is(GENERATION)
                .add();
        events("events.k8s.io", "v1");
        cluster("networking.k8s.io", "v1", "ingressclasses", "IngressClass")
                .is(GENERATION)
                .add();
        namespaced("networking.k8s.io", "v1", "ingresses", "Ingress")
                .shortNames("ing")
                .status()
                .is(GENERATION)
                .add();
        namespaced("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy")
                .shortNames("netpol")
                .is(GENERATION)
                .add();
        cluster("node.k8s.io", "v1", "runtimeclasses", "RuntimeClass")
                .is(REVISION_REQUIRED)
                .is(CREATE_ON_UPDATE)
                .add();
        rbac();
        cluster("storage.k8s.io", "v1", "csidrivers", "CSIDriver")
                .is(REVISION_REQUIRED)
                .add();
        cluster("storage.k8s.io", "v1", "csinodes", "CSINode")
                .is(REVISION_REQUIRED)
                .add();
        namespaced("storage.k8s.io", "v1", "csistoragecapacities", "CSIStorageCapacity")
                .is(REVISION_REQUIRED)
                .add();
        cluster("storage.k8s.io", "v1", "storageclasses", "StorageClass")
                .shortNames("sc")
                .add();
        cluster("storage.k8s.io", "v1", "volumeattachments", "VolumeAttachment")
                .status()
                .is(REVISION_REQUIRED)
                .add();
        cluster("resource.k8s.io", "v1", "deviceclasses", "DeviceClass")
                .is(GENERATION)
                .add();
        namespaced("resource.k8s.io", "v1", "resourceclaims", "ResourceClaim")
                .status()
                .add();
        namespaced("resource.k8s.io", "v1", "resourceclaimtemplates", "ResourceClaimTemplate")
                .add();
        cluster("resource.k8s.io", "v1", "resourceslices", "ResourceSlice")
                .is(GENERATION)
                .fields("spec.nodeName", "spec.driver")
                .add();
    }

    private void rbac() {
        String group = "rbac.authorization.k8s.io";
        cluster(group, "v1", "clusterrolebindings", "ClusterRoleBinding")
                .is(CREATE_ON_UPDATE)
                .add();
        cluster(group, "v1", "clusterroles", "ClusterRole").is(CREATE_ON_UPDATE).add();
        namespaced(group, "v1", "rolebindings", "RoleBinding")
                .is(CREATE_ON_UPDATE)
                .add();
        namespaced(group, "v1", "roles", "Role").is(CREATE_ON_UPDATE).add();
    }

    private void reviews() {
        cluster("authentication.k8s.io", "v1", "selfsubjectreviews", "SelfSubjectReview")
                .verbs(CREATE_ONLY)
                .is(VIRTUAL)
                .add();
        cluster("authentication.k8s.io", "v1", "tokenreviews", "TokenReview")
                .verbs(CREATE_ONLY)
                .is(VIRTUAL)
                .add();
        String group = "authorization.k8s.io";
        namespaced(group, "v1", "localsubjectaccessreviews", "LocalSubjectAccessReview")
                .verbs(CREATE_ONLY)
                .is(VIRTUAL)
                .add();
        cluster(group, "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview")
                .verbs(CREATE_ONLY)
                .is(VIRTUAL)
                .add();
        cluster(group, "v1", "selfsubjectrulesreviews", "SelfSubjectRulesReview")
                .verbs(CREATE_ONLY)
                .is(VIRTUAL)
                .add();
        cluster(group, "v1", "subjectaccessreviews", "SubjectAccessReview")
                .verbs(CREATE_ONLY)
                .is(VIRTUAL)
                .add();
    }

    private void extensions() {
        cluster("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition")
                .shortNames("crd", "crds")
                .categories("api-extensions")
                .status()
                .is(GENERATION)
                .is(REVISION_REQUIRED)
                .add();
        String group = "admissionregistration.k8s.io";
        cluster(group, "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration")
                .categories("api-extensions")
                .is(GENERATION)
                .is(REVISION_REQUIRED)
                .add();
        cluster(group, "v1", "validatingadmissionpolicies", "ValidatingAdmissionPolicy")
                .categories("api-extensions")
                .status()
                .is(GENERATION)
                .is(REVISION_REQUIRED)
                .add();
        cluster(group, "v1", "validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding")
                .categories("api-extensions")
                .is(GENERATION)
                .is(REVISION_REQUIRED)
                .add();
        cluster(group, "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration")
                .categories("api-extensions")
                .is(GENERATION)
                .is(REVISION_REQUIRED)
                .add();
    }

    private void events(String group, String version) {
        namespaced(group, version, "events", "Event")
                .shortNames("ev")
                .is(CREATE_ON_UPDATE)
                .storedAs("events")
                .fields(
                        "involvedObject.kind",
                        "involvedObject.namespace",
                        "involvedObject.name",
                        "involvedObject.uid",
                        "involvedObject.apiVersion",
                        "involvedObject.resourceVersion",
                        "involvedObject.fieldPath",
                        "reason",
                        "reportingComponent",
                        "source",
                        "type")
                .add();
    }

    private Row namespaced(String group, String version, String plural, String kind) {
        return new Row(group, version, plural, kind, true);
    }

    private Row cluster(String group, String version, String plural, String kind) {
        return new Row(group, version, plural, kind, false);
    }

    private final class Row {
        private final String group;
        private final String version;
        private final String plural;
        private final String kind;
        private final boolean namespaced;
        private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
        private final List<Subresource> subresources = new ArrayList<>();
        private List<String> verbs = ALL_VERBS;
        private List<String> shortNames = List.of();
        private List<String> categories = List.of();
        private List<String> fields = List.of();
        private String storedAs;
        private @Nullable ScalePaths scale;
        private @Nullable String warning;

        Row(String group, String version, String plural, String kind, boolean namespaced) {
            this.group = group;
            this.version = version;
            this.plural = plural;
            this.kind = kind;
            this.namespaced = namespaced;
            this.storedAs = group.isEmpty() ? plural : plural + "." + group;
        }

        Row shortNames(String... names) {
            shortNames = List.of(names);
            return this;
        }

        Row categories(String... names) {
            categories = List.of(names);
            return this;
        }

        Row fields(String... labels) {
            fields = List.of(labels);
            return this;
        }

        Row verbs(List<String> verbs) {
            this.verbs = verbs;
            return this;
        }

        Row deprecated(String warning) {
            this.warning = warning;
            return this;
        }

        Row is(Trait trait) {
            traits.add(trait);
            return this;
        }

        Row status() {
            return is(STATUS).subresource(Subresource.view("status"));
        }

        Row scale() {
            scale = ScalePaths.WORKLOAD;
            return subresource(Subresource.scale());
        }

        Row subresource(Subresource subresource) {
            subresources.add(subresource);
            return this;
        }

        Row storedAs(String resource) {
            storedAs = resource;
            return this;
        }

        void add() {
            subresources.sort(Comparator.comparing(Subresource::name));
            ResourceNames names = new ResourceNames(
                    group, plural, kind.toLowerCase(Locale.ROOT), kind, kind + "List", shortNames, categories);
            ServedVersion served =
                    new ServedVersion(version, true, List.copyOf(subresources), fields, List.of(), warning, scale);
            definitions.add(new ResourceDefinition(
                    names,
                    namespaced,
                    verbs,
                    List.of(served),
                    version,
                    Collections.unmodifiableSet(traits),
                    storedAs,
                    strategies.apply(names.qualifiedKind())));
        }
    }
}
