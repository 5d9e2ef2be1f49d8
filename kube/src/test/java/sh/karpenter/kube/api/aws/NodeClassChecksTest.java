package sh.karpenter.kube.api.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sh.karpenter.kube.api.validation.FieldError;

class NodeClassChecksTest {

    private static List<FieldError> kubelet(String fields) {
        EC2NodeClassSpec spec = new KubernetesSerialization()
                .unmarshal(
                        "---\n"
                                + "{subnetSelectorTerms: [], securityGroupSelectorTerms: [], amiSelectorTerms: [],"
                                + " kubelet: {"
                                + fields + "}}",
                        EC2NodeClassSpec.class);
        return KubeletValidation.check(spec.kubelet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "maxPods: 110",
                "maxPods: vcpus * 10",
                "shutdownGracePeriod: 30s",
                "clusterDNS: [10.0.0.10]",
                "evictionHard: {memory.available: 5.5%, nodefs.available: 1Gi}",
                "evictionSoft: {memory.available: 5%}, evictionSoftGracePeriod: {memory.available: 1m30s}",
                "kubeReserved: {cpu: 100m, memory: max_pods * 11}",
                "imageGCHighThresholdPercent: 80, imageGCLowThresholdPercent: 79",
            })
    void acceptsKubeletSettings(String fields) {
        assertThat(kubelet(fields)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maxpods: 1 | spec.kubelet.maxpods",
                "registerWithTaints: [] | spec.kubelet.registerWithTaints",
                "evictionHard: {disk: 5%} | spec.kubelet.evictionHard[disk]",
                "evictionHard: {memory.available: 101%} | spec.kubelet.evictionHard[memory.available]",
                "evictionHard: {memory.available: -1Gi} | spec.kubelet.evictionHard[memory.available]",
                "evictionMinimumReclaim: {memory.available: much} |"
                        + " spec.kubelet.evictionMinimumReclaim[memory.available]",
                "evictionSoft: {memory.available: 5%} | spec.kubelet.evictionSoft[memory.available]",
                "evictionSoftGracePeriod: {memory.available: 1m} |"
                        + " spec.kubelet.evictionSoftGracePeriod[memory.available]",
                "kubeReserved: {gpu: 1} | spec.kubelet.kubeReserved[gpu]",
                "systemReserved: {cpu: -100m} | spec.kubelet.systemReserved[cpu]",
                "imageGCHighThresholdPercent: 101 | spec.kubelet.imageGCHighThresholdPercent",
                "'imageGCHighThresholdPercent: 50, imageGCLowThresholdPercent: 50' |"
                        + " spec.kubelet.imageGCHighThresholdPercent",
                "podsPerCore: -1 | spec.kubelet.podsPerCore",
                "maxPods: -1 | spec.kubelet.maxPods",
                "cpuCFSQuota: maybe | spec.kubelet.cpuCFSQuota",
            })
    void refusesKubeletSettingsAndNamesTheField(String fields, String field) {
        assertThat(kubelet(fields)).extracting(FieldError::field).containsExactly(field);
    }

    @Test
    void allViolationsAreReportedTogether() {
        assertThat(kubelet("unknown: 1, podsPerCore: -1, kubeReserved: 7")).hasSize(3);
    }

    @Test
    void managedTagsAreFound() {
        assertThat(RestrictedTags.in(Map.of(
                        "Name",
                        "x",
                        "kubernetes.io/cluster/demo",
                        "owned",
                        "karpenter.sh/nodepool",
                        "x",
                        "team",
                        "blue")))
                .containsExactly("karpenter.sh/nodepool", "kubernetes.io/cluster/demo");
        assertThat(RestrictedTags.in(null)).isEmpty();
    }

    @Test
    void gpuSharingIsReadFromItsAnnotation() {
        assertThat(GpuSharing.of(null)).isEqualTo(new GpuSharing.Unshared());
        assertThat(GpuSharing.of("disabled")).isEqualTo(new GpuSharing.Unshared());
        assertThat(GpuSharing.of("memory")).isEqualTo(new GpuSharing.ByMemory(true));
        assertThat(GpuSharing.of("unlimited")).isEqualTo(new GpuSharing.ByMemory(false));
        assertThat(GpuSharing.of("4")).isEqualTo(new GpuSharing.Shares(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "4.5", "1Gi", "all", "+4"})
    void gpuSharingThatIsNotUnderstoodNamesWhatIs(String value) {
        assertThat(GpuSharing.of(value))
                .isInstanceOfSatisfying(
                        GpuSharing.Invalid.class,
                        invalid -> assertThat(invalid.message())
                                .contains("\"" + value + "\"")
                                .contains("unlimited"));
    }
}
