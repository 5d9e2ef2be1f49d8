package sh.karpenter.providers.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sh.karpenter.kube.provider.ClusterFacts;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.kube.provider.ProviderContext;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.testing.testkit.kube.FakeClock;
import sh.karpenter.testing.testkit.kube.FakeStores;
import software.amazon.awssdk.core.exception.SdkClientException;

/// A start that cannot succeed says why in one line.
final class AwsStartTest {
    private final FakeClock clock = new FakeClock();

    @Test
    void anAwsThatDoesNotAnswerIsNamedWithItsRegion() {
        assertThatThrownBy(() -> create(Map.of(
                        "CLUSTER_NAME", "test",
                        "CLUSTER_ENDPOINT", "https://cluster.test",
                        "CLUSTER_CA_BUNDLE", "bG9jYWw=",
                        "AWS_REGION", "us-west-2",
                        "AWS_ENDPOINT_URL", "http://127.0.0.1:1",
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("AWS cannot be used in region us-west-2: Unable to execute HTTP request: ")
                .hasMessageEndingWith(". Maybe the network does not reach AWS, or AWS_ENDPOINT_URL is wrong")
                .hasMessageNotContainingAny("\n");
    }

    @Test
    void missingCredentialsAreToldWithoutTheListOfPlacesThatWereSearched() {
        var missing = SdkClientException.create(
                "Unable to load credentials from any of the providers in the chain AwsCredentialsProviderChain(...)");
        assertThat(AwsFailure.of(missing).inOneLine())
                .isEqualTo("no credentials are found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a"
                        + " role for the service account");
    }

    private void create(Map<String, String> settings) {
        new AwsProviderFactory()
                .create(new ProviderContext(
                        new TreeMap<>(settings),
                        clock,
                        new FakeStores(clock),
                        (about, severity, reason, message) -> {},
                        MeterSink.none(),
                        new ClusterFacts("1.34", null, null, null)));
    }
}
