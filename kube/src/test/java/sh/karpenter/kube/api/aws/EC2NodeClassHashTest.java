package sh.karpenter.kube.api.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The expected values were computed with the algorithm that clusters already use.
class EC2NodeClassHashTest {
    private static final String CA_BUNDLE = "test-ca-bundle";
    private static final String BASE = """
        subnetSelectorTerms: [{id: subnet-1}]
        securityGroupSelectorTerms: [{id: sg-1}]
        amiSelectorTerms: [{id: ami-1}]
        amiFamily: Custom
        role: role-1
        tags: {keyTag-1: valueTag-1, keyTag-2: valueTag-2}
        context: fake-context
        detailedMonitoring: false
        associatePublicIPAddress: false
        metadataOptions:
          httpEndpoint: disabled
          httpProtocolIPv6: disabled
          httpPutResponseHopLimit: 1
          httpTokens: optional
        blockDeviceMappings:
        - deviceName: map-device-1
          ebs: {deleteOnTermination: false, encrypted: false, iops: 0, kmsKeyID: fakeKMSKeyID,
            snapshotID: fakeSnapshot, throughput: 0, volumeSize: 2G, volumeType: standard}
        - deviceName: map-device-2
        userData: userdata-test-1
        """;

    private static EC2NodeClassSpec spec(String yaml) {
        return new KubernetesSerialization().unmarshal(yaml, EC2NodeClassSpec.class);
    }

    private static String hash(String yaml) {
        return EC2NodeClassHash.of(spec(yaml), CA_BUNDLE);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 11148166120438674859",
        "userdata-test-1, userdata-test-2, 11774429238106843388",
        "fake-context, context-2, 2279761750428738028",
        "role:, 'instanceStorePolicy: RAID0\nrole:', 16697988646989909967",
        "HopLimit: 1, HopLimit: 10, 14046948658064232764",
        "role:, 'connectionTracking: {tcpEstablishedTimeout: 300}\nrole:', 1619669030802245540",
        "role:, 'cpuOptions: {nestedVirtualization: enabled}\nrole:', 6157846767212910604",
        "role:, 'enclaveOptions: {enabled: true}\nrole:', 7236976372141148292",
        "role:, 'enclaveOptions: {enabled: false}\nrole:', 12655667132181172925",
        "'role: role-1', 'instanceProfile: test-instance-profile', 10323991363677716244",
        "2G, 10G, 10372902467896351912",
    })
    void equalsTheHashesStoredInClusters(String from, String to, String hash) {
        assertThat(hash(BASE.replace(from, to))).isEqualTo(hash);
    }

    @Test
    void selectorsAndPrefixesDoNotCount() {
        String other =
                BASE.replace("subnet-1", "subnet-2").replace("sg-1", "sg-2").replace("ami-1", "ami-2")
                        + "ipPrefixCount: 3\ncapacityReservationSelectorTerms: [{id: cr-1}]\n";
        assertThat(hash(other)).isEqualTo(hash(BASE));
    }

    @Test
    void theFamilyCountsAsResolved() {
        String byFamily = BASE.replace("amiFamily: Custom", "amiFamily: AL2023");
        String byAlias = BASE.replace("amiFamily: Custom\n", "").replace("{id: ami-1}", "{alias: al2023@latest}");
        assertThat(hash(byAlias)).isEqualTo(hash(byFamily)).isNotEqualTo(hash(BASE));
    }

    @Test
    void theCaBundleCounts() {
        EC2NodeClassSpec spec = spec(BASE);
        assertThat(EC2NodeClassHash.of(spec, "other")).isNotEqualTo(EC2NodeClassHash.of(spec, CA_BUNDLE));
        assertThat(EC2NodeClassHash.of(spec, null)).isEqualTo(EC2NodeClassHash.of(spec, ""));
    }

    @Test
    void aSizeCountsAsAmountWhateverItsUnit() {
        assertThat(EC2NodeClassHash.canonicalSize("1024Gi")).isEqualTo("1Ti");
        assertThat(EC2NodeClassHash.canonicalSize("2000G")).isEqualTo("2T");
        assertThat(EC2NodeClassHash.canonicalSize("1500G")).isEqualTo("1500G");
        assertThat(EC2NodeClassHash.canonicalSize("20Gi")).isEqualTo("20Gi");
        assertThat(EC2NodeClassHash.canonicalSize("Ti")).isEqualTo("Ti");
    }

    @Test
    void kubeletTextHasSortedKeysAndEscapesAsStoredHashesDo() {
        Map<String, Object> kubelet = new LinkedHashMap<>();
        kubelet.put("maxPods", "vcpus > 4 ? 10 : 5");
        kubelet.put("evictionHard", Map.of("memory.available", "5%"));
        kubelet.put("clusterDNS", List.of("10.0.0.10"));
        assertThat(EC2NodeClassHash.kubeletText(kubelet))
                .isEqualTo("{\"clusterDNS\":[\"10.0.0.10\"],\"evictionHard\":{\"memory.available\":\"5%\"},"
                        + "\"maxPods\":\"vcpus \\u003e 4 ? 10 : 5\"}");
        assertThat(EC2NodeClassHash.kubeletText(Map.of())).isEqualTo("null");
    }
}
