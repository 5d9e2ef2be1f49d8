package sh.karpenter.kube.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.HostPort;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.core.model.workload.VolumeSource;

class PodMappingTest {
    private final PodMapping mapping = new PodMapping();

    @Test
    void readsIdentityStateAndOwners() {
        Pod pod = pod("""
            metadata:
              name: web-1
              namespace: shop
              uid: u1
              creationTimestamp: "2026-11-23T10:00:00Z"
              deletionTimestamp: "2026-11-23T11:00:00Z"
              annotations: {karpenter.sh/do-not-disrupt: "true", other: x}
              ownerReferences: [{apiVersion: apps/v1, kind: DaemonSet, name: d, uid: u2, controller: true}]
            spec: {nodeName: n1, priority: 7, terminationGracePeriodSeconds: 30, containers: [{name: main}]}
            status:
              phase: Running
              startTime: "2026-11-23T10:00:05Z"
              conditions:
              - {type: Ready, status: "False"}
              - {type: PodScheduled, status: "False", reason: Unschedulable}
            """);
        assertThat(pod.qualifiedName()).isEqualTo("shop/web-1");
        assertThat(pod.created()).isEqualTo(Instant.parse("2026-11-23T10:00:00Z"));
        assertThat(pod.deletion()).isEqualTo(Instant.parse("2026-11-23T11:00:00Z"));
        assertThat(pod.started()).isEqualTo(Instant.parse("2026-11-23T10:00:05Z"));
        assertThat(pod.nodeName()).isEqualTo("n1");
        assertThat(pod.ready()).isFalse();
        assertThat(pod.unschedulable()).isTrue();
        assertThat(pod.ownedByDaemonSet()).isTrue();
        assertThat(pod.annotations()).containsOnlyKeys(LabelKeys.DO_NOT_DISRUPT);
        assertThat(pod.priority()).isEqualTo(7);
    }

    @Test
    void sharesTheShapeOfEqualPods() {
        String text = """
            metadata: {name: %s, namespace: shop, uid: %s, labels: {app: web}}
            spec: {containers: [{name: main, resources: {requests: {cpu: 100m}}}]}
            """;
        assertThat(pod(text.formatted("a", "u1")).shape())
                .isSameAs(pod(text.formatted("b", "u2")).shape());
    }

    @Test
    void addsContainersAndSidecarsAndTakesTheGreatestStart() {
        Resources requests = pod("""
            metadata: {name: web}
            spec:
              overhead: {cpu: 50m}
              initContainers:
              - {name: side, restartPolicy: Always, resources: {requests: {cpu: 500m, memory: 100Mi}}}
              - {name: setup, resources: {requests: {cpu: "2"}}}
              containers:
              - {name: main, resources: {requests: {cpu: "1", memory: 1Gi}}}
              - {name: second, resources: {limits: {cpu: 250m}}}
            """).shape().requests();
        assertThat(requests.get("cpu")).isEqualTo(2_550 * Resources.MILLICORE);
        assertThat(requests.get("memory")).isEqualTo((1024L + 100) << 20);
        assertThat(requests.get("pods")).isOne();
    }

    @Test
    void aSidecarStartedAfterAnInitContainerDoesNotRunBesideIt() {
        Resources requests = pod("""
            metadata: {name: web}
            spec:
              initContainers:
              - {name: setup, resources: {requests: {cpu: "2"}}}
              - {name: side, restartPolicy: Always, resources: {requests: {cpu: 500m}}}
              containers: [{name: main, resources: {requests: {cpu: "1"}}}]
            """).shape().requests();
        assertThat(requests.get("cpu")).isEqualTo(2 * Resources.CORE);
    }

    @Test
    void requestsOfThePodReplaceThoseOfItsContainers() {
        Resources requests = pod("""
            metadata: {name: web}
            spec:
              resources: {requests: {cpu: "4"}}
              containers: [{name: main, resources: {requests: {cpu: "1", memory: 1Gi, example.com/gpu: "1"}}}]
            """).shape().requests();
        assertThat(requests.get("cpu")).isEqualTo(4 * Resources.CORE);
        assertThat(requests.get("memory")).isEqualTo(1L << 30);
        assertThat(requests.get("example.com/gpu")).isOne();
    }

    @Test
    void duringAResizeTheGreaterOfWantedAndAllocatedCounts() {
        Resources requests = pod("""
            metadata: {name: web}
            spec: {containers: [{name: main, resources: {requests: {cpu: "1"}}}]}
            status: {containerStatuses: [{name: main, allocatedResources: {cpu: "3"}}]}
            """).shape().requests();
        assertThat(requests.get("cpu")).isEqualTo(3 * Resources.CORE);
    }

    @Test
    void readsConstraintsWithTheirDefaults() {
        var shape = pod("""
            metadata: {name: web, namespace: shop}
            spec:
              nodeSelector: {disk: ssd}
              tolerations: [{key: team, operator: Exists}]
              topologySpreadConstraints:
              - {maxSkew: 2, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, matchLabelKeys: [hash]}
              affinity:
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms: [{matchExpressions: [{key: arch, operator: In, values: [arm64]}]}]
                podAntiAffinity:
                  preferredDuringSchedulingIgnoredDuringExecution:
                  - {weight: 5, podAffinityTerm: {topologyKey: host, labelSelector: {matchLabels: {app: web}}}}
              containers: [{name: main, ports: [{containerPort: 80, hostPort: 8080}, {containerPort: 81}]}]
              volumes:
              - {name: data, persistentVolumeClaim: {claimName: data-web}}
              - {name: tmp, ephemeral: {volumeClaimTemplate: {spec: {storageClassName: fast}}}}
              - {name: code, configMap: {name: code}}
            """).shape();
        assertThat(shape.nodeSelector()).containsEntry("disk", "ssd");
        assertThat(shape.tolerations().getFirst().effect()).isNull();
        TopologySpread spread = shape.topologySpread().getFirst();
        assertThat(spread.scheduleAnyway()).isTrue();
        assertThat(spread.honorNodeAffinity()).isTrue();
        assertThat(spread.honorNodeTaints()).isFalse();
        assertThat(spread.selector()).isNull();
        assertThat(shape.requiredNodeTerms()
                        .getFirst()
                        .matchExpressions()
                        .getFirst()
                        .values())
                .containsExactly("arm64");
        assertThat(shape.preferredPodAntiAffinity().getFirst().weight()).isEqualTo(5);
        assertThat(shape.hostPorts()).containsExactly(new HostPort("0.0.0.0", 8080, "TCP"));
        assertThat(shape.volumes())
                .containsExactly(new VolumeSource("data-web", false, ""), new VolumeSource("web-tmp", true, "fast"));
    }

    @Test
    void namesFieldAndValueOfWhatItDoesNotUnderstand() {
        var bad = WireJson.read("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, uid: u1}
            spec: {containers: [{name: main}, {name: second, resources: {requests: {cpu: much}}}]}
            """, io.fabric8.kubernetes.api.model.Pod.class);
        assertThat(mapping.map(bad))
                .isEqualTo(new MappedPod.Malformed(
                        "u1", "shop", "web", "spec.containers[1].resources.requests.cpu", "much", "is not a quantity"));
    }

    private Pod pod(String yaml) {
        var object = WireJson.read("apiVersion: v1\nkind: Pod\n" + yaml, io.fabric8.kubernetes.api.model.Pod.class);
        assertThat(mapping.map(object)).isInstanceOf(MappedPod.Mapped.class);
        return ((MappedPod.Mapped) mapping.map(object)).pod();
    }
}
