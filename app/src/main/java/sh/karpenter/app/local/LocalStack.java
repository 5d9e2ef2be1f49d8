package sh.karpenter.app.local;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.app.cli.CommandFailure;
import sh.karpenter.local.aws.LocalAws;
import sh.karpenter.local.kubernetes.server.EmbeddedApiServer;

/// A Kubernetes cluster, its AWS, its kubelets and the controller, all in this process.
///
/// 1. The API server, empty but for what every cluster has.
/// 2. The custom resource definitions.
/// 3. AWS: machines that boot by reading their user data and join the cluster.
/// 4. The kubelets of those machines.
/// 5. The controller, as it would run anywhere else.
public final class LocalStack implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("local");

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final LocalSettings settings;
    private final LocalDirectory directory;
    private final URI kubernetes;
    private final URI aws;

    private LocalStack(LocalSettings settings, LocalDirectory directory) throws IOException {
        this.settings = settings;
        this.directory = directory;
        var server = opened(
                EmbeddedApiServer.builder().port(settings.kubernetesPort()).start());
        this.kubernetes = server.address();
        var cloud = opened(LocalAws.builder()
                .region(settings.region())
                .clusterName(settings.clusterName())
                .port(settings.awsPort())
                .start());
        this.aws = cloud.endpoint();
        directory.write(directory.kubeconfig(), Kubeconfig.of(settings.clusterName(), kubernetes));
    }

    /// Starts everything; when it returns, all is ready.
    ///
    /// @throws CommandFailure when something cannot be started, in one line
    public static LocalStack start(LocalSettings settings, LocalDirectory directory) {
        try {
            return new LocalStack(settings, directory);
        } catch (IOException failed) {
            throw new CommandFailure(String.valueOf(failed.getMessage()), failed);
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /// What the users of the cluster have to set.
    public SequencedMap<String, String> environment() {
        var variables = new LinkedHashMap<String, String>();
        variables.put("KUBECONFIG", directory.kubeconfig().toString());
        variables.put("EKS_CLUSTER_NAME", settings.clusterName());
        variables.put("KARPENTER_ROLE", settings.role());
        variables.put("AWS_ENDPOINT_URL", aws.toString());
        variables.put("AWS_REGION", settings.region());
        variables.put("AWS_DEFAULT_REGION", settings.region());
        variables.put("AWS_ACCESS_KEY_ID", "local");
        variables.put("AWS_SECRET_ACCESS_KEY", "local");
        variables.put("KARPENTER_LOCAL_API", kubernetes.toString());
        return variables;
    }

    /// Stops everything, the last started first.
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception failed) {
                // The others must still be stopped.
                log.atWarn().setCause(failed).log("a part of the local cluster could not be stopped");
            }
        }
    }
}
