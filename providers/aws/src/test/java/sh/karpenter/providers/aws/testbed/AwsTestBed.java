package sh.karpenter.providers.aws.testbed;

import java.time.Instant;
import sh.karpenter.local.aws.LocalAws;
import sh.karpenter.local.aws.eks.Cluster;
import sh.karpenter.local.aws.time.ManualTime;
import sh.karpenter.providers.aws.client.AwsClients;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/// A local AWS with real SDK clients, and a clock that both sides share.
public final class AwsTestBed implements AutoCloseable {
    public static final String CLUSTER = "test-cluster";
    public static final String REGION = "us-east-1";

    private final ManualTime time = new ManualTime(Instant.parse("2026-11-23T00:00:00Z"));
    private final LocalAws aws;
    private final AwsClients clients;

    public AwsTestBed() {
        this(Cluster.unreachable(CLUSTER));
    }

    /// @param cluster the cluster as EKS describes it
    public AwsTestBed(Cluster cluster) {
        aws = LocalAws.builder()
                .region(REGION)
                .clusterName(CLUSTER)
                .cluster(cluster)
                .time(time)
                .start();
        clients = AwsClients.open(
                REGION, aws.endpoint(), StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }

    public ManualTime time() {
        return time;
    }

    public LocalAws aws() {
        return aws;
    }

    public AwsClients clients() {
        return clients;
    }

    @Override
    public void close() {
        clients.close();
        aws.close();
    }
}
