package sh.karpenter.testing.scenarios.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import sh.karpenter.testing.scenarios.cluster.Background;
import sh.karpenter.testing.scenarios.cluster.LocalCluster;
import sh.karpenter.testing.scenarios.cluster.Printed;
import sh.karpenter.testing.scenarios.cluster.RealPlane;

/// What a real kubectl prints. The rows that a test proves are in its comment: `docs/acceptance.md` lists them all.
/// The tests share one cluster; each has its own namespace, pool and nodes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlAcceptanceTest {
    private static final String SYSTEM_NODE = "sys-0";

    private @Nullable LocalCluster started;

    @BeforeAll
    void startTheCluster(@TempDir Path folder) {
        var own = new LinkedHashMap<String, String>();
        own.put("CLOUD_PROVIDER", "kwok");
        own.put("BATCH_IDLE_DURATION", "300ms");
        started = LocalCluster.start(folder, RealPlane.settings().with(own)).with("acceptance");
        cluster().print("kubectl apply -f acceptance/nodeclass.yaml");
    }

    @AfterAll
    void stopTheCluster() {
        if (started != null) {
            started.close();
        }
    }

    /// Rows 1, 2, 3.
    @Test
    void theServerSaysWhatItIs() {
        assertThat(cluster().print("kubectl version")).contains("Client Version: v1.", "Server Version: v1.");
        assertThat(cluster().print("kubectl get --raw /readyz")).isEqualTo("ok");
        assertThat(cluster().print("kubectl cluster-info")).contains("control plane", "http");
    }

    /// Rows 4, 5.
    @Test
    void theResourcesAreListed() {
        assertThat(cluster().print("kubectl api-resources")).contains("pods", "deployments", "nodeclaims", "leases");
        Printed ours = cluster()
                .run("kubectl api-resources --api-group=karpenter.sh -o wide")
                .orFail();
        assertThat(ours.lines().getFirst()).contains("VERBS", "CATEGORIES");
        assertThat(ours.out())
                .containsPattern("nodepools .* delete,deletecollection,get,list,patch,create,update,watch +karpenter")
                .containsPattern("nodeclaims .* delete,deletecollection,get,list,patch,create,update,watch +karpenter");
    }

    /// Rows 7, 8, 10, 11.
    @Test
    void theSeededClusterIsListed() {
        Printed nodes = cluster()
                .until("kubectl get nodes", printed -> printed.out().matches("(?s).*" + SYSTEM_NODE + " +Ready .*"));
        assertThat(columns(nodes)).containsExactly("NAME", "STATUS", "ROLES", "AGE", "VERSION");
        Printed wide =
                cluster().run("kubectl get node " + SYSTEM_NODE + " -o wide").orFail();
        assertThat(wide.lines().getFirst()).contains("INTERNAL-IP", "OS-IMAGE", "KERNEL-VERSION", "CONTAINER-RUNTIME");
        assertThat(wide.out()).contains("containerd://").doesNotContain("<unknown>");
        assertThat(cluster().print("kubectl get nodes --show-labels")).contains("LABELS", "kubernetes.io/hostname=");
        assertThat(cluster().print("kubectl get ns"))
                .containsPattern("default +Active")
                .containsPattern("kube-node-lease +Active")
                .containsPattern("kube-public +Active")
                .containsPattern("kube-system +Active");
    }

    /// Rows 12, 13, 14: bodies in protobuf.
    @Test
    void namespacesAndDeploymentsAreCreatedByCommand() {
        assertThat(cluster().print("kubectl create ns by-command")).isEqualTo("namespace/by-command created\n");
        Printed again = cluster().run("kubectl create ns by-command");
        assertThat(again.exit()).isOne();
        assertThat(again.err())
                .isEqualTo("Error from server (AlreadyExists): namespaces \"by-command\" already exists\n");
        assertThat(cluster().print("kubectl create deployment web -n by-command --image=pause --replicas=2"))
                .isEqualTo("deployment.apps/web created\n");
        assertThat(cluster()
                        .print("kubectl get deploy web -n by-command"
                                + " -o jsonpath='{.spec.template.metadata.labels}{.spec.replicas}'"))
                .isEqualTo("{\"app\":\"web\"}2");
    }

    /// Rows 15, 16.
    @Test
    void customResourcesCanBeDefined() {
        assertThat(cluster().print("kubectl apply -f acceptance/definition.yaml"))
                .isEqualTo("customresourcedefinition.apiextensions.k8s.io/widgets.example.com created\n");
        assertThat(cluster().print("kubectl wait --for=condition=Established crd/widgets.example.com --timeout=200s"))
                .contains("condition met");
        assertThat(cluster()
                        .print("kubectl wait --for=condition=Established crd/nodepools.karpenter.sh --timeout=200s"))
                .contains("condition met");
        assertThat(cluster().run("kubectl get widgets").orFail().err()).contains("No resources found");
    }

    /// Rows 17, 18, 19, 20.
    @Test
    void aPoolIsAppliedAndAppliedAgain() {
        cluster().print("sed s/NAME/applied/ acceptance/nodepool.yaml > applied.yaml");
        assertThat(cluster().print("kubectl apply -f acceptance/nodeclass.yaml -f applied.yaml"))
                .endsWith("nodepool.karpenter.sh/applied created\n");
        cluster().print("kubectl wait --for=condition=Ready nodepool/applied --timeout=200s");
        assertThat(cluster().print("kubectl apply -f acceptance/nodeclass.yaml -f applied.yaml"))
                .isEqualTo("kwoknodeclass.karpenter.kwok.sh/default unchanged\n"
                        + "nodepool.karpenter.sh/applied unchanged\n");
        String generation = "kubectl get nodepool applied -o jsonpath='{.metadata.generation}'";
        assertThat(cluster().print(generation)).isEqualTo("1");
        assertThat(cluster().print("sed 's/\"1000\"/\"900\"/' applied.yaml | kubectl apply -f -"))
                .isEqualTo("nodepool.karpenter.sh/applied configured\n");
        assertThat(cluster().print(generation)).isEqualTo("2");
        Printed row = cluster().run("kubectl get nodepools applied").orFail();
        assertThat(columns(row)).containsExactly("NAME", "NODECLASS", "NODES", "READY", "AGE");
        assertThat(columns(
                        cluster().run("kubectl get nodepools applied -o wide").orFail()))
                .contains("WEIGHT", "CPU", "MEMORY");
        cluster().print("kubectl wait --for=condition=Ready nodepool/applied --timeout=200s");
    }

    /// Rows 21, 22, 23.
    @Test
    void aWrongPoolIsRefusedInKubernetesOwnWords() {
        String pool = "sed -e s/NAME/wrong/ ";
        Printed operator = cluster()
                .run(pool + "-e 's/operator: In/operator: Foo/' acceptance/nodepool.yaml" + " | kubectl apply -f -");
        assertThat(operator.exit()).isOne();
        assertThat(operator.err())
                .contains("The NodePool \"wrong\" is invalid")
                .contains("spec.template.spec.requirements[0].operator: Unsupported value: \"Foo\": supported values:"
                        + " \"In\"");
        Printed label = cluster()
                .run(pool + "-e s#karpenter.sh/capacity-type#karpenter.sh/custom#"
                        + " acceptance/nodepool.yaml | kubectl apply -f -");
        assertThat(label.exit()).isOne();
        assertThat(label.err()).contains("label domain \"karpenter.sh\" is restricted");
        Printed field = cluster()
                .run(pool + "-e 's/  limits:/  tempalte: {}\\\n  limits:/' acceptance/nodepool.yaml"
                        + " | kubectl apply -f -");
        assertThat(field.exit()).isOne();
        assertThat(field.err()).contains("strict decoding error: unknown field \"spec.tempalte\"");
    }

    /// Rows 27, 28, 29, 30, 31, 32: from pods that fit nowhere to pods on a new node, as seen by those who watch.
    @Test
    void whoWatchesSeesTheMachineComeAndThePodsRun() {
        prepare("watched");
        assertThat(cluster().print("kubectl get deploy inflate -n watched")).containsPattern("inflate +0/0 ");
        try (Background pods = cluster().watch("kubectl get pods -n watched -l app=inflate -w");
                Background claims = cluster().watch("kubectl get nodeclaims -w");
                Background nodes = cluster().watch("kubectl get nodes -l workload=watched -w")) {
            assertThat(cluster().print("kubectl scale deployment inflate -n watched --replicas 3"))
                    .isEqualTo("deployment.apps/inflate scaled\n");
            Printed rollout = cluster()
                    .run("kubectl rollout status deploy/inflate -n watched --timeout=200s")
                    .orFail();
            assertThat(rollout.out())
                    .contains("Waiting for deployment", "deployment \"inflate\" successfully rolled out");
            cluster().until("true", _ -> nodes.printed().matches("(?s).* Ready .*"));
            cluster().until("true", _ -> claims.printed().matches("(?s).*watched-\\S+ +\\S+ +on-demand.* True .*"));
            cluster().until("true", _ -> occurrences(pods.printed(), " Running ") >= 3);
            assertThat(pods.printed()).contains("Pending", "ContainerCreating");
            assertThat(claims.printed()).contains("TYPE", "CAPACITY", "ZONE", "NODE", "READY", "Unknown");
            // Machines of the simulated cloud come without conditions; one of EC2 says NotReady first.
            assertThat(nodes.printed()).containsPattern(" (NotReady|Unknown) ");
        }
        cluster()
                .until(
                        "kubectl get events -n watched --field-selector reason=FailedScheduling",
                        printed -> printed.out().matches("(?s).*0/\\d+ nodes are available: .*untolerated taint.*"));
    }

    /// Rows 9, 33, 34, 35, 36, 40, 42, 43, 46.
    @Test
    void aNodeAndItsClaimAreDescribed() {
        String node = launched("described", 3);
        assertThat(
                        cluster()
                                .print(
                                        "kubectl get node " + node + " -L karpenter.sh/nodepool,"
                                                + "node.kubernetes.io/instance-type,topology.kubernetes.io/zone,karpenter.sh/capacity-type"))
                .containsPattern("described +c-\\dx-amd64-linux +test-zone-. +on-demand");
        List<String> words = List.of(
                "HolderIdentity:  " + node,
                "RenewTime:",
                "Allocatable:",
                "KubeletReady",
                "Non-terminated Pods:          (3 in total)",
                "Allocated resources:",
                "RegisteredNode",
                "NodeReady");
        cluster()
                .until(
                        "kubectl describe node " + node,
                        printed -> words.stream().allMatch(printed.out()::contains));
        String claim = claimOf("described");
        cluster()
                .until(
                        "kubectl describe nodeclaim " + claim,
                        printed -> printed.out().contains("Events:")
                                && Arrays.asList("Launched", "Registered", "Initialized").stream()
                                        .allMatch(reason -> printed.out().contains("Normal  " + reason)));
        Printed events = cluster()
                .run("kubectl get events -n described --sort-by=.lastTimestamp")
                .orFail();
        assertThat(events.lines().getFirst()).containsPattern("LAST SEEN +TYPE +REASON +OBJECT +MESSAGE");
        List<String> own = cluster()
                .run("kubectl events --for node/" + node + " -A")
                .orFail()
                .lines();
        assertThat(own).hasSizeGreaterThan(1);
        assertThat(own.subList(1, own.size()))
                .allSatisfy(line -> assertThat(line).contains("Node/" + node));
        assertThat(cluster()
                        .run("kubectl logs -n described deploy/inflate")
                        .orFail()
                        .err())
                .contains("Found 3 pods, using pod/inflate-");
        assertThat(cluster()
                        .run("kubectl get pods -A --field-selector spec.nodeName=" + node + " -o wide --no-headers")
                        .lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains(node));
        assertThat(cluster()
                        .run("kubectl get pods -n described --field-selector status.phase=Pending")
                        .err())
                .contains("No resources found");
        assertThat(cluster()
                        .until(
                                "kubectl get nodepool described -o jsonpath='{.status.resources}'",
                                printed -> printed.out().contains("\"nodes\":\"1\""))
                        .out())
                .contains("\"cpu\":", "\"memory\":");
    }

    /// Row 39.
    @Test
    void theLogOfTheControllerIsFollowed() {
        try (Background logs =
                cluster().start("kubectl logs -n karpenter -l app.kubernetes.io/name=karpenter --tail=20 -f")) {
            launched("logged", 1);
            cluster().until("true", _ -> logs.printed().contains("created nodeclaim"));
        }
    }

    /// Rows 41, 44, 45, 47.
    @Test
    void nodesComeAndGoWithTheLoad() {
        launched("swinging", 5);
        cluster().print("kubectl scale deployment inflate -n swinging --replicas 12");
        cluster().print("kubectl rollout status deploy/inflate -n swinging --timeout=200s");
        assertThat(cluster()
                        .run("kubectl get nodes -l workload=swinging -o name")
                        .lines())
                .hasSizeGreaterThanOrEqualTo(2);
        cluster().print("kubectl scale deployment inflate -n swinging --replicas 1");
        cluster()
                .until(
                        "kubectl get nodes -l workload=swinging -o name",
                        printed -> printed.lines().size() == 1);
        assertThat(cluster().print("kubectl delete deployment inflate -n swinging"))
                .startsWith("deployment.apps \"inflate\" deleted");
        cluster()
                .until(
                        "kubectl get pods,rs -n swinging -o name",
                        printed -> printed.out().isEmpty());
        cluster()
                .until(
                        "kubectl get nodes,nodeclaims -l karpenter.sh/nodepool=swinging -o name",
                        printed -> printed.out().isEmpty());
    }

    /// Rows 50, 51, 52.
    @Test
    void aNodeIsCordonedAndDrained() {
        String node = launched("drained", 2);
        assertThat(cluster().print("kubectl cordon " + node)).isEqualTo("node/" + node + " cordoned\n");
        assertThat(cluster().print("kubectl get node " + node)).contains("Ready,SchedulingDisabled");
        String taints = "kubectl get node " + node + " -o jsonpath='{.spec.taints[*].key}'";
        cluster().until(taints, printed -> printed.out().contains("node.kubernetes.io/unschedulable"));
        assertThat(cluster().print("kubectl uncordon " + node)).isEqualTo("node/" + node + " uncordoned\n");
        cluster().until(taints, printed -> printed.out().isEmpty());
        assertThat(cluster().print("kubectl drain " + node + " --ignore-daemonsets --delete-emptydir-data"))
                .contains("evicting pod drained/inflate-", " evicted\n", "node/" + node + " drained\n");
        cluster().print("kubectl rollout status deploy/inflate -n drained --timeout=200s");
        assertThat(cluster().print("kubectl get pods -n drained -o wide")).doesNotContain(" " + node + " ");
    }

    /// Rows 53, 54.
    @Test
    void aDrainWaitsForTheBudget() {
        String node = launched("budgeted", 2);
        cluster().print("sed s/NAME/budgeted/ acceptance/budget.yaml | kubectl apply -f -");
        Printed budget = cluster()
                .until("kubectl get pdb -n budgeted", printed -> printed.out().matches("(?s).*inflate +2 +N/A +0 .*"));
        assertThat(budget.lines().getFirst())
                .containsPattern("NAME +MIN AVAILABLE +MAX UNAVAILABLE +ALLOWED DISRUPTIONS +AGE");
        try (Background drain = cluster().start("kubectl drain " + node + " --ignore-daemonsets")) {
            cluster()
                    .until(
                            "true",
                            _ -> drain.printed()
                                    .contains("(will retry after 5s): Cannot evict pod as it would violate the"
                                            + " pod's disruption budget."));
            cluster().print("kubectl scale deployment inflate -n budgeted --replicas 4");
            cluster().until("true", _ -> drain.succeeded());
            assertThat(drain.printed()).contains("node/" + node + " drained");
        }
    }

    /// Rows 56, 75.
    @Test
    void aDeletedNodeIsDrainedAndItsClaimGoesToo() {
        String node = launched("deleted-node", 1);
        String claim = claimOf("deleted-node");
        try (Background waits = cluster().start("kubectl wait --for=delete node/" + node + " --timeout=200s")) {
            assertThat(cluster().print("kubectl delete node " + node)).startsWith("node \"" + node + "\" deleted");
            cluster().until("true", _ -> waits.succeeded());
        }
        cluster().until("kubectl get nodeclaim " + claim, printed -> printed.exit() == 1);
        cluster().print("kubectl rollout status deploy/inflate -n deleted-node --timeout=200s");
    }

    /// Rows 57, 58.
    @Test
    void aDeletedClaimTakesItsNodeAndADeletedPoolItsClaims() {
        String node = launched("deleted-claim", 1);
        cluster().print("kubectl delete nodeclaim " + claimOf("deleted-claim"));
        cluster().until("kubectl get node " + node, printed -> printed.err().contains("not found"));
        cluster()
                .until(
                        "kubectl get nodes -l workload=deleted-claim --no-headers",
                        printed -> printed.lines().size() == 1 && printed.out().contains(" Ready "));
        cluster().print("kubectl rollout status deploy/inflate -n deleted-claim --timeout=200s");
        cluster().print("kubectl delete nodepool deleted-claim");
        cluster()
                .until(
                        "kubectl get nodes,nodeclaims -l karpenter.sh/nodepool=deleted-claim -o name",
                        printed -> printed.out().isEmpty());
    }

    /// Rows 59, 60.
    @Test
    void aTaintThatPodsDoNotTolerateEvictsThem() {
        String node = launched("tainted", 1);
        String pod = cluster().print("kubectl get pods -n tainted -o name").strip();
        assertThat(cluster().print("kubectl taint node " + node + " a=b:NoExecute"))
                .isEqualTo("node/" + node + " tainted\n");
        cluster().until("kubectl get -n tainted " + pod, printed -> printed.exit() == 1);
        cluster()
                .until("kubectl get events -n tainted", printed -> printed.out().contains("TaintManagerEviction"));
        assertThat(cluster().print("kubectl taint node " + node + " a-")).isEqualTo("node/" + node + " untainted\n");
    }

    /// Rows 61, 62.
    @Test
    void aNodeIsLabelledAndAnnotated() {
        String label = "kubectl label node " + SYSTEM_NODE;
        assertThat(cluster().print(label + " team=x")).isEqualTo("node/" + SYSTEM_NODE + " labeled\n");
        Printed other = cluster().run(label + " team=y");
        assertThat(other.exit()).isOne();
        assertThat(other.err()).contains("'team' already has a value (x), and --overwrite is false");
        cluster().print(label + " team=y --overwrite");
        assertThat(cluster().print(label + " team-")).isEqualTo("node/" + SYSTEM_NODE + " unlabeled\n");
        assertThat(cluster().print("kubectl annotate node " + SYSTEM_NODE + " karpenter.sh/do-not-disrupt=true"))
                .isEqualTo("node/" + SYSTEM_NODE + " annotated\n");
    }

    /// Rows 63, 64, 65, 68, 73.
    @Test
    void objectsArePatchedEachWay() {
        prepare("patched");
        String weight = "kubectl patch nodepool patched --type=merge -p '{\"spec\":{\"weight\":10}}'";
        assertThat(cluster().print(weight)).isEqualTo("nodepool.karpenter.sh/patched patched\n");
        assertThat(cluster().print("kubectl apply -n patched --server-side --field-manager=applier -f patched.yaml"))
                .isEqualTo("deployment.apps/inflate serverside-applied\n");
        cluster().print("kubectl get deploy inflate -n patched -o yaml > old.yaml");
        String patch = "kubectl patch deploy inflate -n patched ";
        assertThat(cluster()
                        .print(patch
                                + "--type=json -p '[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":1}]'"))
                .isEqualTo("deployment.apps/inflate patched\n");
        cluster()
                .print(patch + "-p '{\"spec\":{\"template\":{\"spec\":{\"containers\":"
                        + "[{\"name\":\"inflate\",\"image\":\"pause:2\"}]}}}}'");
        assertThat(cluster()
                        .print("kubectl get deploy inflate -n patched -o jsonpath='{.spec.replicas}"
                                + " {.spec.template.spec.containers[0].image}"
                                + " {.spec.template.spec.containers[0].resources.requests.cpu}'"))
                .isEqualTo("1 pause:2 1");
        cluster().print("kubectl rollout status deploy/inflate -n patched --timeout=200s");
        Printed stale = cluster().run("kubectl replace -f old.yaml");
        assertThat(stale.exit()).isOne();
        assertThat(stale.err())
                .contains("Operation cannot be fulfilled on deployments.apps \"inflate\": the object has been"
                        + " modified; please apply your changes to the latest version and try again");
    }

    /// Rows 74, 78: the list comes as a watch, and its end is marked.
    @Test
    void whoWaitsIsToldAlsoByAWatchThatBeginsWithTheList() {
        launched("awaited", 2);
        assertThat(cluster().print("kubectl wait -n awaited --for=condition=Ready pod -l app=inflate --timeout=200s"))
                .containsPattern("pod/inflate-\\S+ condition met\npod/inflate-\\S+ condition met\n");
        String streaming = "KUBE_FEATURE_WatchListClient=true timeout 200 kubectl ";
        cluster().print(streaming + "rollout status deploy/inflate -n awaited");
        cluster().print(streaming + "wait -n awaited --for=condition=Ready pod -l app=inflate --timeout=200s");
    }

    /// Rows 79, 80, 81, 83.
    @Test
    void objectsArePrintedInEachForm() {
        cluster()
                .print("kubectl create ns printed && kubectl create deployment web -n printed --image=pause"
                        + " --replicas=5");
        String pods = "kubectl get pods -n printed ";
        cluster().until(pods + "-o name", printed -> printed.lines().size() == 5);
        assertThat(cluster().print(pods + "-o yaml")).contains("kind: List", "kind: Pod");
        assertThat(cluster().print(pods + "-o json")).contains("\"kind\": \"Pod\"");
        assertThat(cluster().print(pods + "-o custom-columns=N:.metadata.name,P:.status.phase"))
                .containsPattern("N +P\nweb-\\S+ +(Pending|Running)\n");
        assertThat(cluster().print(pods + "-o jsonpath='{.items[0].spec.containers[0].image}'"))
                .isEqualTo("pause");
        assertThat(cluster().print(pods + "-o go-template='{{len .items}}'")).isEqualTo("5");
        assertThat(cluster().print("kubectl get all -A"))
                .contains("pod/web-", "deployment.apps/web", "replicaset.apps/web-", "service/kubernetes");
        Printed chunks =
                cluster().run(pods + "--chunk-size=2 --no-headers -v=6").orFail();
        assertThat(chunks.lines()).hasSize(5);
        assertThat(occurrences(chunks.err(), "limit=2")).isEqualTo(3);
        assertThat(occurrences(chunks.err(), "continue=")).isEqualTo(2);
        Printed nope = cluster().run("kubectl get pod nope");
        assertThat(nope.exit()).isOne();
        assertThat(nope.err()).isEqualTo("Error from server (NotFound): pods \"nope\" not found\n");
        Printed foos = cluster().run("kubectl get foos");
        assertThat(foos.exit()).isOne();
        assertThat(foos.err()).isEqualTo("error: the server doesn't have a resource type \"foos\"\n");
    }

    private LocalCluster cluster() {
        return Objects.requireNonNull(started);
    }

    /// A namespace, a pool and a workload without replicas, all of one name.
    private void prepare(String name) {
        cluster().print("kubectl create ns " + name);
        cluster().print("sed s/NAME/" + name + "/ acceptance/inflate.yaml > " + name + ".yaml");
        cluster().print("sed s/NAME/" + name + "/ acceptance/nodepool.yaml | kubectl apply -f -");
        assertThat(cluster().print("kubectl apply -f " + name + ".yaml"))
                .isEqualTo("deployment.apps/inflate created\n");
        cluster().print("kubectl wait --for=condition=Ready nodepool/" + name + " --timeout=200s");
    }

    /// A workload of so many pods that run on one node of their own.
    ///
    /// @return the node's name
    private String launched(String name, int replicas) {
        prepare(name);
        cluster().print("kubectl scale deployment inflate -n " + name + " --replicas " + replicas);
        cluster().print("kubectl rollout status deploy/inflate -n " + name + " --timeout=200s");
        List<String> nodes = cluster()
                .run("kubectl get nodes -l workload=" + name + " -o jsonpath='{.items[*].metadata.name}'")
                .lines();
        assertThat(nodes).hasSize(1);
        return nodes.getFirst();
    }

    private String claimOf(String pool) {
        return cluster()
                .print("kubectl get nodeclaims -l karpenter.sh/nodepool=" + pool
                        + " -o jsonpath='{.items[0].metadata.name}'");
    }

    private static List<String> columns(Printed table) {
        return Arrays.asList(table.lines().getFirst().strip().split(" {3,}", -1));
    }

    private static int occurrences(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
