package sh.karpenter.providers.aws.client;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.pricing.PriceList;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.pricing.PricingClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/// One client per AWS service, over one pool of connections.
///
/// @param ec2 machines and everything about them
/// @param ec2WithoutRetries the same for dry runs, whose refusals are answers
/// @param ssm where AWS publishes image ids
/// @param iam instance profiles
/// @param eks the cluster
/// @param pricing the price list, in the region that has it
/// @param sqs messages about interruptions
/// @param connections the pool
public record AwsClients(
        Ec2Client ec2,
        Ec2Client ec2WithoutRetries,
        SsmClient ssm,
        IamClient iam,
        EksClient eks,
        PricingClient pricing,
        SqsClient sqs,
        SdkHttpClient connections)
        implements AutoCloseable {

    private static final Duration WHOLE_CALL = Duration.ofMinutes(4);
    private static final int MOST_CONNECTIONS = 200;

    /// Opens clients with the credentials of the environment, the web identity, the profile or the machine.
    ///
    /// @param region the region
    /// @param endpoint the address of every service, null for AWS's own (the SDK then still minds
    ///     `AWS_ENDPOINT_URL`)
    public static AwsClients open(String region, @Nullable URI endpoint) {
        return open(region, endpoint, DefaultCredentialsProvider.builder().build());
    }

    /// Opens clients with given credentials.
    ///
    /// @param region the region
    /// @param endpoint the address of every service, null for AWS's own
    public static AwsClients open(String region, @Nullable URI endpoint, AwsCredentialsProvider credentials) {
        return open(region, endpoint, credentials, new ProviderMeters(MeterSink.none()));
    }

    /// Opens clients with given credentials.
    ///
    /// @param region the region
    /// @param endpoint the address of every service, null for AWS's own
    /// @param meters told of every call
    public static AwsClients open(
            String region, @Nullable URI endpoint, AwsCredentialsProvider credentials, ProviderMeters meters) {
        SdkHttpClient connections =
                Apache5HttpClient.builder().maxConnections(MOST_CONNECTIONS).build();
        var settings = new Settings(endpoint, credentials, connections, new RequestMeters(meters));
        Region here = Region.of(region);
        return new AwsClients(
                settings.apply(Ec2Client.builder(), here, true),
                settings.apply(Ec2Client.builder(), here, false),
                settings.apply(SsmClient.builder(), here, true),
                settings.apply(IamClient.builder(), here, true),
                settings.apply(EksClient.builder(), here, true),
                settings.apply(PricingClient.builder(), Region.of(PriceList.endpointRegion(region)), true),
                settings.apply(SqsClient.builder(), here, true),
                connections);
    }

    @Override
    public void close() {
        ec2.close();
        ec2WithoutRetries.close();
        ssm.close();
        iam.close();
        eks.close();
        pricing.close();
        sqs.close();
        connections.close();
    }

    /// What all clients share.
    private record Settings(
            @Nullable URI endpoint,
            AwsCredentialsProvider credentials,
            SdkHttpClient connections,
            RequestMeters meters) {

        <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C apply(
                B builder, Region region, boolean retries) {
            if (endpoint != null) {
                builder.endpointOverride(endpoint);
            }
            var overrides = ClientOverrideConfiguration.builder()
                    .apiCallTimeout(WHOLE_CALL)
                    .addExecutionInterceptor(meters)
                    .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, "karpenter.sh")
                    .retryStrategy(
                            retries
                                    ? DefaultRetryStrategy.standardStrategyBuilder()
                                            .build()
                                    : DefaultRetryStrategy.doNotRetry());
            return builder.region(region)
                    .credentialsProvider(credentials)
                    .httpClient(connections)
                    .overrideConfiguration(overrides.build())
                    .build();
        }
    }
}
