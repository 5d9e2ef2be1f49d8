package sh.karpenter.providers.aws.userdata;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.providers.aws.testbed.NodeClassBuilder.nodeClass;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.providers.aws.cluster.ClusterIdentity;
import sh.karpenter.providers.aws.nodeclass.AmiFamily;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.testbed.NodeClassBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

final class UserDataTest {
    private static final ClusterIdentity CLUSTER =
            ClusterIdentity.of("demo", "us-east-1", "https://cluster.test", "Q0E=", "10.100.0.10");

    @Test
    void al2023GetsANodeConfigThatNodeadmCanRead() {
        String text = written(AmiFamily.AL2023, nodeClass().kubelet(Map.of("kubeReserved", Map.of("cpu", "100m"))));
        assertThat(parts(text)).singleElement().satisfies(part -> {
            assertThat(part.contentType()).isEqualTo("application/node.eks.aws");
            JsonNode spec = new YAMLMapper().readTree(part.body()).path("spec");
            assertThat(spec.at("/cluster/name").asString()).isEqualTo("demo");
            assertThat(spec.at("/cluster/apiServerEndpoint").asString()).isEqualTo("https://cluster.test");
            assertThat(spec.at("/cluster/certificateAuthority").asString()).isEqualTo("Q0E=");
            assertThat(spec.at("/cluster/cidr").asString()).isEqualTo("10.100.0.0/16");
            assertThat(spec.at("/kubelet/config/maxPods").asInt()).isEqualTo(29);
            assertThat(spec.at("/kubelet/config/clusterDNS/0").asString()).isEqualTo("10.100.0.10");
            assertThat(spec.at("/kubelet/config/kubeReserved/cpu").asString()).isEqualTo("100m");
            assertThat(spec.at("/kubelet/config/registerWithTaints/0/key").asString())
                    .isEqualTo("team");
            assertThat(spec.at("/kubelet/config/registerWithTaints/1/effect").asString())
                    .isEqualTo("NoExecute");
            assertThat(spec.at("/kubelet/flags/0").asString())
                    .isEqualTo("--node-labels=\"karpenter.sh/nodepool=default,type=karpenter\"");
        });
    }

    @Test
    void labelsThatAKubeletMayNotSetAreLeftToTheController() {
        assertThat(written(AmiFamily.AL2023, nodeClass())).doesNotContain("node-restriction");
    }

    @Test
    void theUsersPartsComeBeforeOurs() {
        String shell = "#!/bin/bash\necho hello\n";
        assertThat(contentTypes(written(AmiFamily.AL2023, nodeClass().userData(shell))))
                .containsExactly(MimeDocument.SHELL, "application/node.eks.aws");
        String yaml = "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n";
        assertThat(contentTypes(written(AmiFamily.AL2023, nodeClass().userData(yaml))))
                .containsExactly("application/node.eks.aws", "application/node.eks.aws");
        String mime = new MimeDocument(List.of(
                        new MimeDocument.Part("text/cloud-config", "a: b\n"),
                        new MimeDocument.Part(MimeDocument.SHELL, shell)))
                .text();
        assertThat(contentTypes(written(AmiFamily.AL2023, nodeClass().userData(mime))))
                .containsExactly("text/cloud-config", MimeDocument.SHELL, "application/node.eks.aws");
    }

    @Test
    void aMimeDocumentThatIsCutOffIsRefused() {
        var broken = nodeClass().userData("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"x\"\n\n--x\n");
        assertThat(UserData.write(AmiFamily.AL2023, boot(broken.build())))
                .isInstanceOf(UserData.Outcome.Malformed.class);
    }

    @Test
    void al2CallsItsBootstrapScript() {
        assertThat(written(AmiFamily.AL2, nodeClass()))
                .contains("/etc/eks/bootstrap.sh 'demo' --apiserver-endpoint 'https://cluster.test'")
                .contains("--b64-cluster-ca 'Q0E='")
                .contains("--dns-cluster-ip '10.100.0.10'")
                .contains("--use-max-pods false")
                .contains("--register-with-taints=\"team=a:NoSchedule,karpenter.sh/unregistered:NoExecute\"")
                .contains("--max-pods=29");
    }

    @Test
    void bottlerocketKeepsTheUsersSettingsAndReplacesTaints() {
        String custom = """
            [settings.kubernetes]
            cluster-name = "other"
            container-log-max-size = "10Mi"
            [settings.kubernetes.node-labels]
            mine = "yes"
            [settings.kubernetes.node-taints]
            old = ["a:NoSchedule"]
            [settings.host-containers.admin]
            enabled = true
            """;
        String text =
                written(AmiFamily.BOTTLEROCKET, nodeClass().userData(custom).instanceStorePolicy("RAID0"));
        JsonNode settings =
                JsonMapper.shared().<JsonNode>valueToTree(Toml.parse(text)).path("settings");
        assertThat(settings.at("/kubernetes/cluster-name").asString()).isEqualTo("demo");
        assertThat(settings.at("/kubernetes/container-log-max-size").asString()).isEqualTo("10Mi");
        assertThat(settings.at("/kubernetes/node-labels/mine").asString()).isEqualTo("yes");
        assertThat(settings.at("/kubernetes/node-labels/type").asString()).isEqualTo("karpenter");
        assertThat(settings.at("/kubernetes/node-taints/old").isMissingNode()).isTrue();
        assertThat(settings.at("/kubernetes/node-taints/team/0").asString()).isEqualTo("a:NoSchedule");
        assertThat(settings.at("/kubernetes/max-pods").asInt()).isEqualTo(29);
        assertThat(settings.at("/host-containers/admin/enabled").asBoolean()).isTrue();
        assertThat(settings.at("/bootstrap-commands/000-mount-instance-storage/commands/1/2")
                        .asString())
                .isEqualTo("bind");
    }

    @Test
    void bottlerocketRefusesWhatIsNotToml() {
        assertThat(UserData.write(
                        AmiFamily.BOTTLEROCKET,
                        boot(nodeClass().userData("a = = b").build())))
                .isInstanceOf(UserData.Outcome.Malformed.class);
    }

    @Test
    void windowsCallsItsBootstrapScript() {
        assertThat(written(AmiFamily.WINDOWS2022, nodeClass().userData("Write-Host hello")))
                .startsWith("<powershell>\nWrite-Host hello\n")
                .contains("-EKSClusterName 'demo'")
                .contains("-DNSClusterIP '10.100.0.10'")
                .endsWith("</powershell>");
    }

    @Test
    void customImagesGetWhatTheUserWrote() {
        assertThat(written(AmiFamily.CUSTOM, nodeClass().userData("anything"))).isEqualTo("anything");
    }

    private static List<String> contentTypes(String text) {
        return parts(text).stream().map(MimeDocument.Part::contentType).toList();
    }

    private static List<MimeDocument.Part> parts(String text) {
        return Objects.requireNonNull(MimeDocument.parse(text), text).parts();
    }

    private static String written(AmiFamily family, NodeClassBuilder nodeClass) {
        UserData.Outcome outcome = UserData.write(family, boot(nodeClass.build()));
        assertThat(outcome).isInstanceOf(UserData.Outcome.Written.class);
        return ((UserData.Outcome.Written) outcome).text();
    }

    private static NodeBoot boot(NodeClass nodeClass) {
        var labels = new TreeMap<>(Map.of(
                "karpenter.sh/nodepool",
                "default",
                "type",
                "karpenter",
                "node-restriction.kubernetes.io/team",
                "a",
                "topology.kubernetes.io/zone",
                "us-east-1a"));
        return NodeBoot.of(
                CLUSTER,
                "10.100.0.0/16",
                nodeClass,
                labels,
                List.of(
                        new Taint("team", "a", TaintEffect.NO_SCHEDULE),
                        new Taint("karpenter.sh/unregistered", "", TaintEffect.NO_EXECUTE)),
                29);
    }
}
