package sh.karpenter.testing.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Objects;
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

/// What the newest kubectl and Helm print, for the rows of `docs/acceptance.md` that ordinary work with a cluster
/// needs besides the workshop. The tests share one cluster; each has a namespace of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewerClientsTest {
    private @Nullable LocalCluster started;

    @BeforeAll
    void startTheCluster(@TempDir Path folder) throws InterruptedException {
        NewerClients.Found clients = NewerClients.find();
        Path programs = clients.folder();
        assumeTrue(programs != null, clients.missing());
        var own = new LinkedHashMap<String, String>();
        own.put("CLOUD_PROVIDER", "kwok");
        own.put("BATCH_IDLE_DURATION", "300ms");
        started = LocalCluster.start(
                        folder,
                        RealPlane.settings().with(own),
                        Objects.requireNonNull(programs).resolve("kubectl"))
                .with("acceptance")
                .with("clients");
        print("kubectl apply -f acceptance/nodeclass.yaml");
        print("sed s/NAME/newer/ acceptance/nodepool.yaml | kubectl apply -f -");
    }

    @AfterAll
    void stopTheCluster() {
        if (started != null) {
            started.close();
        }
    }

    /// Rows 1, 6.
    @Test
    void theVersionsFit() {
        Printed version = cluster().run("kubectl version").orFail();
        assertThat(version.out()).containsPattern("Server Version: v1\\.3[56]\\.");
        assertThat(version.err()).doesNotContain("WARNING");
        assertThat(cluster().run("kubectl api-versions").lines())
                .contains("v1", "apps/v1", "karpenter.sh/v1", "karpenter.k8s.aws/v1")
                .isSorted();
    }

    /// Rows 24, 25, 26.
    @Test
    void definitionsExplainThemselvesAndHoldTransitionRules() {
        Printed changed = cluster()
                .run("kubectl patch nodepool newer --type=merge -p"
                        + " '{\"spec\":{\"template\":{\"spec\":{\"nodeClassRef\":{\"kind\":\"Other\"}}}}}'");
        assertThat(changed.exit()).isOne();
        assertThat(changed.err()).contains("nodeClassRef.kind is immutable");
        assertThat(print("kubectl explain nodepool.spec.disruption"))
                .contains("FIELD: disruption <Object>", "consolidateAfter");
        assertThat(print("kubectl explain pod.spec.topologySpreadConstraints --recursive"))
                .contains("maxSkew", "labelSelector", "matchExpressions");
    }

    /// Rows 37, 38.
    @Test
    void eventsAreFollowedAsTheyComeAndSelected() {
        print("kubectl create ns happening");
        try (Background events = cluster().start("kubectl events -n happening -w")) {
            print("kubectl create deployment web -n happening --image=pause");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> events.printed().contains("SuccessfulCreate")
                            && events.printed().contains("ScalingReplicaSet"));
        }
        Printed failed = cluster()
                .run("kubectl get events -A --field-selector reason=FailedScheduling,type=Warning --no-headers")
                .orFail();
        assertThat(failed.lines()).allSatisfy(line -> assertThat(line).contains("FailedScheduling"));
    }

    /// Rows 48, 49, 92.
    @Test
    void whatIsOwnedStaysOrGoesAsTheDeletionSays() {
        print("kubectl create ns owners");
        print("kubectl create deployment left -n owners --image=pause");
        print("kubectl create deployment taken -n owners --image=pause");
        cluster()
                .until(
                        "kubectl get rs -n owners --no-headers",
                        printed -> printed.lines().size() == 2);
        print("kubectl delete deploy left -n owners --cascade=orphan");
        print("kubectl delete deploy taken -n owners --cascade=foreground");
        Printed sets = cluster().run("kubectl get rs -n owners -o name").orFail();
        assertThat(sets.lines()).singleElement().asString().startsWith("replicaset.apps/left-");
        assertThat(print("kubectl get rs -n owners -o jsonpath='{.items[0].metadata.ownerReferences}'"))
                .isEmpty();
        assertThat(print("kubectl delete ns owners")).startsWith("namespace \"owners\" deleted");
        assertThat(cluster().run("kubectl get ns owners").err())
                .isEqualTo("Error from server (NotFound): namespaces \"owners\" not found\n");
    }

    /// Rows 55, 66, 67, 82.
    @Test
    void subresourcesAndSelectorsAreServed() {
        print("kubectl create ns parts");
        print("kubectl create deployment web -n parts --image=pause --replicas=0");
        assertThat(print("kubectl create pdb p -n parts --selector=app=web --max-unavailable=1"))
                .isEqualTo("poddisruptionbudget.policy/p created\n");
        assertThat(print("kubectl patch node sys-0 --subresource=status --type=merge -p"
                        + " '{\"metadata\":{\"labels\":{\"by\":\"status\"}},\"status\":{\"phase\":\"Running\"}}'"))
                .startsWith("node/sys-0 patched");
        assertThat(print("kubectl get deploy web -n parts --subresource=status"))
                .contains("web");
        assertThat(print("kubectl get deploy -n parts -l 'app in (inflate,web),!foo' -o name"))
                .isEqualTo("deployment.apps/web\n");
        assertThat(print("kubectl get deploy -n parts -l 'app notin (web)' -o name"))
                .isEmpty();
    }

    /// Rows 69, 70, 71, 72.
    @Test
    void changesAreTriedComparedAndDisputed() {
        print("kubectl create ns changes");
        print("sed s/NAME/changes/ acceptance/inflate.yaml > mine.yaml");
        print("sed 's/replicas: 0/replicas: 2/' mine.yaml > theirs.yaml");
        assertThat(print("kubectl apply --server-side --dry-run=server -f mine.yaml"))
                .isEqualTo("deployment.apps/inflate serverside-applied (server dry run)\n");
        print("kubectl apply --server-side -f mine.yaml");
        Printed disputed = cluster().run("kubectl apply --server-side --field-manager=other -f theirs.yaml");
        assertThat(disputed.exit()).isOne();
        assertThat(disputed.err())
                .contains("Apply failed with 1 conflict: conflict with \"kubectl\"")
                .contains(".spec.replicas");
        Printed difference = cluster().run("kubectl diff -f theirs.yaml");
        assertThat(difference.exit()).isOne();
        assertThat(difference.out()).contains("-  replicas: 0", "+  replicas: 2");
        assertThat(cluster().run("kubectl diff -f mine.yaml").exit()).isZero();
        print("kubectl apply --server-side --field-manager=other --force-conflicts -f theirs.yaml");
        assertThat(print("kubectl replace -f mine.yaml")).isEqualTo("deployment.apps/inflate replaced\n");
        assertThat(cluster()
                        .run("EDITOR=true kubectl edit deploy inflate -n changes")
                        .orFail()
                        .err())
                .contains("Edit cancelled, no changes made.");
    }

    /// Rows 76, 77, 88, 89, 91.
    @Test
    void waitsAndQuestionsAreAnswered() {
        print("kubectl create ns asked");
        assertThat(print("kubectl wait --for=jsonpath='{.status.phase}'=Active ns/asked"))
                .isEqualTo("namespace/asked condition met\n");
        Printed never = cluster().run("kubectl wait --for=create pod/x --timeout=1s");
        assertThat(never.exit()).isOne();
        assertThat(never.err()).contains("timed out waiting for the condition");
        assertThat(print("kubectl auth can-i create pods")).isEqualTo("yes\n");
        assertThat(print("kubectl auth can-i --list")).contains("*.*");
        assertThat(print("kubectl auth whoami")).contains("Username", "Groups");
        assertThat(print("kubectl create token default").strip().split("\\.", -1))
                .hasSize(3);
        assertThat(print("kubectl get leases -n kube-node-lease")).containsPattern("sys-0 +sys-0");
    }

    /// Row 84.
    @Test
    void aRolloutIsRestartedAndUndone() {
        print("kubectl create ns rolled");
        print("kubectl create deployment web -n rolled --image=pause:1");
        print("kubectl set image deploy/web -n rolled pause=pause:2");
        print("kubectl rollout restart deploy/web -n rolled");
        print("kubectl rollout status deploy/web -n rolled --timeout=120s");
        assertThat(cluster().run("kubectl rollout history deploy/web -n rolled").lines())
                .anyMatch(line -> line.startsWith("3 "));
        print("kubectl rollout undo deploy/web -n rolled --to-revision=1");
        assertThat(print("kubectl get deploy web -n rolled -o jsonpath='{.spec.template.spec.containers[0].image}'"))
                .isEqualTo("pause:1");
    }

    /// Rows 85, 86.
    @Test
    void daemonsAndJobsRun() {
        print("kubectl create ns kinds");
        print("kubectl apply -n kinds -f clients/daemonset.yaml");
        print("kubectl create job once -n kinds --image=pause");
        assertThat(print("kubectl rollout status ds/agent -n kinds --timeout=60s"))
                .contains("daemon set \"agent\" successfully rolled out");
        print("kubectl wait --for=condition=Complete job/once -n kinds --timeout=60s");
        assertThat(print("kubectl get job once -n kinds --no-headers")).containsPattern("once +Complete +1/1");
    }

    /// Rows 85, 87. A real control plane brings no driver that would make volumes.
    @Test
    void numberedPodsRunWithVolumesOfTheirOwn() {
        assumeTrue(RealPlane.chosen() == null, "no driver makes volumes on the real control plane");
        print("kubectl create ns numbered");
        print("kubectl apply -n numbered -f clients/statefulset.yaml");
        assertThat(print("kubectl rollout status sts/db -n numbered --timeout=120s"))
                .contains("partitioned roll out complete: 3 new pods have been updated");
        assertThat(print("kubectl get pods -n numbered -l app=db --sort-by=.metadata.creationTimestamp -o name"))
                .isEqualTo("pod/db-0\npod/db-1\npod/db-2\n");
        Printed claims =
                cluster().run("kubectl get pvc -n numbered --no-headers").orFail();
        assertThat(claims.lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).containsPattern("data-db-\\d +Bound +pvc-"));
        assertThat(print("kubectl get pv -o jsonpath='{.items[0].spec.nodeAffinity.required}'"))
                .contains("topology.kubernetes.io/zone");
    }

    @Test
    void policiesAndQuotasRefuse() {
        print("kubectl create ns guarded");
        print("kubectl label ns guarded guarded=yes");
        print("kubectl apply -f clients/policy.yaml");
        // A real API server hears of a policy through a watch of its own.
        Printed refused = cluster()
                .until(
                        "kubectl create deployment web -n guarded --image=pause --replicas=6 --dry-run=server",
                        printed -> printed.exit() == 1);
        assertThat(refused.err())
                .contains("ValidatingAdmissionPolicy 'few-replicas' with binding 'few-replicas-guarded' denied"
                        + " request: at most 5 replicas, not 6");
        print("kubectl create quota small -n guarded --hard=pods=1,count/configmaps=2");
        print("kubectl create deployment web -n guarded --image=pause --replicas=2");
        cluster()
                .until(
                        "kubectl get events -n guarded --field-selector reason=FailedCreate",
                        printed -> printed.out()
                                .contains("exceeded quota: small, requested: pods=1, used: pods=1,"
                                        + " limited: pods=1"));
        assertThat(print("kubectl describe quota small -n guarded"))
                .containsPattern("pods +1 +1")
                .containsPattern("count/configmaps +1 +2");
    }

    /// Rows 94, 95, 96, 97, 98.
    @Test
    void aChartIsInstalledUpgradedRolledBackAndRemoved() {
        print("kubectl create ns charts");
        String helm = "helm -n charts ";
        assertThat(print(helm + "upgrade --install web clients/chart --wait --timeout 2m"))
                .contains("STATUS: deployed", "REVISION: 1");
        assertThat(print("kubectl get secret -n charts -o jsonpath='{.items[*].type}'"))
                .contains("helm.sh/release.v1");
        assertThat(print(helm + "upgrade web clients/chart --set replicas=2 --wait --timeout 2m"))
                .contains("REVISION: 2");
        assertThat(print("kubectl get deploy web -n charts --no-headers")).containsPattern("web +2/2");
        assertThat(print(helm + "rollback web 1 --wait --timeout 2m")).contains("Rollback was a success");
        assertThat(print("kubectl get deploy web -n charts -o jsonpath='{.spec.replicas}'"))
                .isEqualTo("1");
        assertThat(cluster().run(helm + "history web").lines()).hasSize(4);
        assertThat(print("helm list -A")).containsPattern("web\\s+charts\\s+3\\s.*deployed");
        assertThat(print(helm + "uninstall web --wait")).contains("release \"web\" uninstalled");
        assertThat(print("kubectl get secret,deploy,svc -n charts -o name")).isEmpty();
        String rendered = helm + "template web clients/chart | kubectl apply -n charts -f -";
        assertThat(print(rendered)).contains("deployment.apps/web created");
        assertThat(cluster().run(rendered).lines()).allMatch(line -> line.endsWith(" unchanged"));
    }

    private LocalCluster cluster() {
        return Objects.requireNonNull(started);
    }

    private String print(String command) {
        return cluster().print(command);
    }
}
