package sh.karpenter.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.local.aws.Fixture.encoded;
import static sh.karpenter.local.aws.Fixture.onlyId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.aws.boot.NodeTaint;
import software.amazon.awssdk.services.ec2.model.DefaultTargetCapacityType;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateBlockDeviceMappingRequest;
import software.amazon.awssdk.services.iam.IamClient;

/// From CreateFleet to a node that joins, or does not.
final class BootContractTest {
    private final Fixture fixture = new Fixture();

    @BeforeEach
    void createTheProfile() {
        try (var iam = Clients.of(IamClient.builder(), fixture.aws)) {
            iam.createInstanceProfile(request -> request.instanceProfileName("nodes"));
            iam.addRoleToInstanceProfile(
                    request -> request.instanceProfileName("nodes").roleName("KarpenterNodeRole-demo"));
        }
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private String nodeConfig(String cluster, String labels) {
        return """
            apiVersion: node.eks.aws/v1alpha1
            kind: NodeConfig
            spec:
              cluster: {name: %s, apiServerEndpoint: "%s", certificateAuthority: %s, cidr: 172.20.0.0/16}
              kubelet:
                config:
                  maxPods: 29
                  registerWithTaints: [{key: karpenter.sh/unregistered, effect: NoExecute}]
                flags: ['--node-labels="%s"']
            """.formatted(
                cluster, fixture.aws.cluster().endpoint(), fixture.aws.cluster().certificateAuthority(), labels);
    }

    private String launch(String userData, String profile) {
        var data = fixture.data()
                .userData(encoded(userData))
                .blockDeviceMappings(LaunchTemplateBlockDeviceMappingRequest.builder()
                        .deviceName("/dev/xvda")
                        .ebs(ebs -> ebs.volumeSize(20))
                        .build());
        if (!profile.isEmpty()) {
            data.iamInstanceProfile(one -> one.name(profile));
        }
        fixture.createTemplate("template", data.build());
        return onlyId(
                fixture.ec2.createFleet(fixture.fleet("template", 1, DefaultTargetCapacityType.ON_DEMAND, "m5.large")
                        .build()));
    }

    @Test
    void joinsAsTheNodeThatItsUserDataDescribe() {
        var id = launch(nodeConfig("demo", "karpenter.sh/nodepool=default"), "nodes");
        fixture.advance(1);
        assertThat(fixture.nodes.joined).isEmpty();

        fixture.advance(1);

        assertThat(fixture.nodes.joined).singleElement().satisfies(node -> {
            assertThat(node.instanceId()).isEqualTo(id);
            assertThat(node.providerId()).isEqualTo("aws:///us-west-2a/" + id);
            assertThat(node.name()).isEqualTo("ip-10-0-32-4.us-west-2.compute.internal");
            assertThat(node.labels())
                    .containsEntry("karpenter.sh/nodepool", "default")
                    .containsEntry("node.kubernetes.io/instance-type", "m5.large")
                    .containsEntry("topology.kubernetes.io/zone", "us-west-2a")
                    .containsEntry("topology.kubernetes.io/region", "us-west-2")
                    .containsEntry("topology.k8s.aws/zone-id", "usw2-az2")
                    .containsEntry("kubernetes.io/arch", "amd64")
                    .containsEntry("kubernetes.io/os", "linux")
                    .containsEntry("kubernetes.io/hostname", node.name());
            assertThat(node.taints()).containsExactly(new NodeTaint("karpenter.sh/unregistered", "", "NoExecute"));
            assertThat(node.capacity()).containsEntry("cpu", "2").containsEntry("pods", "29");
            assertThat(node.allocatable()).containsEntry("cpu", "1930m").containsEntry("pods", "29");
            // 27 slots beside the first network interface, less the root volume.
            assertThat(node.attachableVolumes()).isEqualTo(26);
            assertThat(node.system().kubeletVersion()).startsWith("v1.34.");
        });
    }

    @Test
    void hasALittleMoreMemoryThanTheControllerExpects() {
        launch(nodeConfig("demo", "a=b"), "nodes");
        fixture.advance(2);

        // 8192 MiB less 6 percent, less 255 + 11 × 29 reserved, less 100 for eviction; the controller reckons with 7.5
        // percent
        var node = fixture.nodes.joined.getFirst();
        assertThat(node.capacity()).containsEntry("memory", "7885291Ki");
        assertThat(node.allocatable()).containsEntry("memory", "7195115Ki");
        assertThat(node.capacity()).containsEntry("ephemeral-storage", "20959232Ki");
    }

    @Test
    void neverJoinsTheWrongCluster() {
        var id = launch(nodeConfig("other", "a=b"), "nodes");

        fixture.advance(2);

        assertThat(fixture.nodes.joined).isEmpty();
        assertThat(fixture.nodes.onlyFailure()).contains("'other'", "'demo'");
        assertThat(fixture.describe(id).state().nameAsString()).isEqualTo("running");
    }

    @Test
    void neverJoinsWithALabelThatTheKubeletRefuses() {
        launch(nodeConfig("demo", "node-role.kubernetes.io/worker=x"), "nodes");

        fixture.advance(2);

        assertThat(fixture.nodes.onlyFailure()).contains("node-role.kubernetes.io/worker");
    }

    @Test
    void neverJoinsWithoutARole() {
        launch(nodeConfig("demo", "a=b"), "");

        fixture.advance(2);

        assertThat(fixture.nodes.onlyFailure()).contains("instance profile");
    }

    @Test
    void findsTheApiServerThatStartedMeanwhile() {
        launch(nodeConfig("demo", "a=b").replace(fixture.aws.cluster().endpoint(), "https://127.0.0.1:7443"), "nodes");
        fixture.aws.cluster(fixture.aws
                .cluster()
                .withEndpoint("https://127.0.0.1:7443", fixture.aws.cluster().certificateAuthority()));

        fixture.advance(2);

        assertThat(fixture.nodes.joined).hasSize(1);
    }

    @Test
    void neverJoinsWithTheCertificateAuthorityOfAnother() {
        launch(
                nodeConfig("demo", "a=b").replace(fixture.aws.cluster().certificateAuthority(), encoded("another")),
                "nodes");

        fixture.advance(2);

        assertThat(fixture.nodes.onlyFailure()).contains("certificate authority");
    }

    @Test
    void needsNoCertificateAuthorityForALocalServerWithoutEncryption() {
        fixture.aws.cluster(fixture.aws.cluster().withEndpoint("http://127.0.0.1:8080", ""));
        launch(nodeConfig("demo", "a=b"), "nodes");

        fixture.advance(2);

        assertThat(fixture.nodes.joined).hasSize(1);
    }

    @Test
    void doesNotBootWhenItIsTerminatedBefore() {
        var id = launch(nodeConfig("demo", "a=b"), "nodes");
        fixture.ec2.terminateInstances(request -> request.instanceIds(id));

        fixture.advance(5);

        assertThat(fixture.nodes.joined).isEmpty();
        assertThat(fixture.nodes.failed).isEmpty();
        assertThat(fixture.nodes.gone).containsExactly(id);
    }
}
