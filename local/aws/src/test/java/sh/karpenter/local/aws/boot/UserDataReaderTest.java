package sh.karpenter.local.aws.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.aws.ec2.image.ImageFamily;

final class UserDataReaderTest {
    private static final String NODE_CONFIG = """
        # Generated
        apiVersion: node.eks.aws/v1alpha1
        kind: NodeConfig
        metadata: {}
        spec:
          cluster:
            apiServerEndpoint: https://api.example
            certificateAuthority: Y2E=
            cidr: 10.100.0.0/16
            name: demo
          containerd: {}
          instance:
            localStorage:
              strategy: RAID0
          kubelet:
            config:
              clusterDNS: [10.100.0.10]
              maxPods: 29
              kubeReserved: {cpu: 100m}
              registerWithTaints:
              - {effect: NoExecute, key: karpenter.sh/unregistered}
              - {effect: NoSchedule, key: team, value: blue}
            flags:
            - --node-labels="karpenter.sh/capacity-type=spot,karpenter.sh/nodepool=default"
        """;

    private static String mime(String... typesAndBodies) {
        var text = new StringBuilder("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"//\"\n\n");
        for (int i = 0; i < typesAndBodies.length; i += 2) {
            text.append("--//\nContent-Type: ").append(typesAndBodies[i]).append("\n\n");
            text.append(typesAndBodies[i + 1]).append('\n');
        }
        return text.append("--//--\n").toString();
    }

    @Test
    void readsTheNodeConfigOfAmazonLinux2023() {
        var settings = UserDataReader.read(
                mime("text/x-shellscript; charset=\"us-ascii\"", "echo hello", "application/node.eks.aws", NODE_CONFIG),
                ImageFamily.AL2023);

        assertThat(settings.clusterName()).isEqualTo("demo");
        assertThat(settings.endpoint()).isEqualTo("https://api.example");
        assertThat(settings.maxPods()).isEqualTo(29);
        assertThat(settings.raid0()).isTrue();
        assertThat(settings.kubeReserved()).containsExactly(Map.entry("cpu", "100m"));
        assertThat(settings.labels())
                .containsExactly(
                        Map.entry("karpenter.sh/capacity-type", "spot"), Map.entry("karpenter.sh/nodepool", "default"));
        assertThat(settings.taints())
                .containsExactly(
                        new NodeTaint("karpenter.sh/unregistered", "", "NoExecute"),
                        new NodeTaint("team", "blue", "NoSchedule"));
    }

    @Test
    void letsALaterNodeConfigWin() {
        var own = """
            apiVersion: node.eks.aws/v1alpha1
            kind: NodeConfig
            spec:
              cluster: {name: mine}
              kubelet:
                config: {maxPods: 5, podsPerCore: 4}
                flags: ["--node-labels=a=b"]
            """;

        var settings = UserDataReader.read(
                mime("application/node.eks.aws", own, "application/node.eks.aws", NODE_CONFIG), ImageFamily.AL2023);

        assertThat(settings.clusterName()).isEqualTo("demo");
        assertThat(settings.maxPods()).isEqualTo(29);
        assertThat(settings.podsPerCore()).isEqualTo(4);
    }

    @Test
    void readsANodeConfigWithoutMime() {
        assertThat(UserDataReader.read(NODE_CONFIG, ImageFamily.AL2023).clusterName())
                .isEqualTo("demo");
    }

    @Test
    void saysWhatIsWrongWithANodeConfig() {
        assertThatThrownBy(() -> UserDataReader.read("", ImageFamily.AL2023)).hasMessageContaining("no user data");
        assertThatThrownBy(() -> UserDataReader.read(mime("text/x-shellscript", "echo"), ImageFamily.AL2023))
                .hasMessageContaining("no NodeConfig document");
        assertThatThrownBy(() -> UserDataReader.read(
                        mime("application/node.eks.aws", NODE_CONFIG.replace("    cidr: 10.100.0.0/16\n", "")),
                        ImageFamily.AL2023))
                .hasMessageContaining("spec.cluster.cidr");
        assertThatThrownBy(
                        () -> UserDataReader.read(mime("application/node.eks.aws", "a: [unclosed"), ImageFamily.AL2023))
                .hasMessageContaining("not YAML");
        assertThatThrownBy(() -> UserDataReader.read(
                        mime("application/node.eks.aws", NODE_CONFIG.replace("v1alpha1", "v2")), ImageFamily.AL2023))
                .hasMessageContaining("node.eks.aws/v2");
        assertThatThrownBy(() -> UserDataReader.read(
                        mime("application/node.eks.aws", NODE_CONFIG).replace("--//--", ""), ImageFamily.AL2023))
                .hasMessageContaining("closing boundary");
    }

    @Test
    void readsTheBootstrapCallOfAmazonLinux2() {
        var script = """
            #!/bin/bash -xe
            exec > >(tee /var/log/user-data.log|logger -t user-data -s 2>/dev/console) 2>&1
            /etc/eks/bootstrap.sh 'demo' --apiserver-endpoint 'https://api.example' --b64-cluster-ca 'Y2E=' \\
            --dns-cluster-ip '10.100.0.10' \\
            --use-max-pods false \\
            --kubelet-extra-args '--node-labels="a=b,c=d" --register-with-taints="k:NoExecute,team=blue:NoSchedule" \
            --max-pods=17 --eviction-hard="memory.available<5%"' \\
            --local-disks raid0
            """;

        var settings = UserDataReader.read(
                mime("text/x-shellscript", "echo first", "text/x-shellscript; charset=\"us-ascii\"", script),
                ImageFamily.AL2);

        assertThat(settings.clusterName()).isEqualTo("demo");
        assertThat(settings.endpoint()).isEqualTo("https://api.example");
        assertThat(settings.certificateAuthority()).isEqualTo("Y2E=");
        assertThat(settings.labels()).containsExactly(Map.entry("a", "b"), Map.entry("c", "d"));
        assertThat(settings.taints())
                .containsExactly(new NodeTaint("k", "", "NoExecute"), new NodeTaint("team", "blue", "NoSchedule"));
        assertThat(settings.maxPods()).isEqualTo(17);
        assertThat(settings.evictionHard()).containsExactly(Map.entry("memory.available", "5%"));
        assertThat(settings.raid0()).isTrue();
    }

    @Test
    void readsBottlerocketSettings() {
        var settings = UserDataReader.read("""
            [settings]
            [settings.kubernetes]
            api-server = 'https://api.example'
            cluster-certificate = 'Y2E='
            cluster-name = 'demo'
            cluster-dns-ip = '10.100.0.10'
            max-pods = 110
            [settings.kubernetes.node-labels]
            'karpenter.sh/nodepool' = 'default'
            [settings.kubernetes.node-taints]
            'karpenter.sh/unregistered' = [':NoExecute']
            'team' = ['blue:NoSchedule']
            [settings.kubernetes.kube-reserved]
            memory = '1Gi'
            """, ImageFamily.BOTTLEROCKET);

        assertThat(settings.clusterName()).isEqualTo("demo");
        assertThat(settings.maxPods()).isEqualTo(110);
        assertThat(settings.labels()).containsExactly(Map.entry("karpenter.sh/nodepool", "default"));
        assertThat(settings.taints())
                .containsExactlyInAnyOrder(
                        new NodeTaint("karpenter.sh/unregistered", "", "NoExecute"),
                        new NodeTaint("team", "blue", "NoSchedule"));
        assertThat(settings.kubeReserved()).containsExactly(Map.entry("memory", "1Gi"));
    }

    @Test
    void saysWhatIsWrongWithBottlerocketSettings() {
        assertThatThrownBy(() -> UserDataReader.read("[settings", ImageFamily.BOTTLEROCKET))
                .hasMessageContaining("not TOML");
        assertThatThrownBy(() -> UserDataReader.read("[settings.kubernetes]\n", ImageFamily.BOTTLEROCKET))
                .hasMessageContaining("settings.kubernetes.cluster-name");
    }

    @Test
    void readsTheBootstrapCallOfWindows() {
        var settings = UserDataReader.read("""
            <powershell>
            [string]$EKSBootstrapScriptFile = "$env:ProgramFiles\\Amazon\\EKS\\Start-EKSBootstrap.ps1"
            & $EKSBootstrapScriptFile -EKSClusterName 'demo' -APIServerEndpoint 'https://api.example' \
            -Base64ClusterCA 'Y2E=' -KubeletExtraArgs '--node-labels="a=b" --max-pods=110' -DNSClusterIP '10.0.0.1'
            </powershell>
            """, ImageFamily.WINDOWS);

        assertThat(settings.clusterName()).isEqualTo("demo");
        assertThat(settings.labels()).containsExactly(Map.entry("a", "b"));
        assertThat(settings.maxPods()).isEqualTo(110);
    }

    @Test
    void findsOutTheFormForImagesOfOnesOwn() {
        assertThat(UserDataReader.read(NODE_CONFIG, ImageFamily.CUSTOM).maxPods())
                .isEqualTo(29);
        assertThat(UserDataReader.read("/etc/eks/bootstrap.sh demo\n", ImageFamily.CUSTOM)
                        .clusterName())
                .isEqualTo("demo");
        assertThatThrownBy(() -> UserDataReader.read("echo nothing", ImageFamily.CUSTOM))
                .isInstanceOf(BadUserData.class);
    }
}
