package sh.karpenter.testing.scenarios.restart;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import javax.net.ssl.SSLContext;
import sh.karpenter.app.controller.ControllerProcess;
import sh.karpenter.app.local.LocalStack;
import sh.karpenter.app.options.Options;
import sh.karpenter.app.options.Setting;

/// A controller that reaches Kubernetes and AWS only as long as its fuse is whole.
final class MortalController implements AutoCloseable {
    private final Fuse fuse = new Fuse();
    private final CuttingProxy kubernetes;
    private final CuttingProxy aws;
    private final ControllerProcess process;

    MortalController(LocalStack stack, Path folder) throws IOException {
        URI api = URI.create(stack.environment().getOrDefault("KARPENTER_LOCAL_API", ""));
        SSLContext credentials = credentials(stack);
        kubernetes = new CuttingProxy(api, fuse, CuttingProxy.Writes::ofKubernetes, credentials);
        aws = new CuttingProxy(stack.aws().endpoint(), fuse, CuttingProxy.Writes::ofMachines, credentials);
        Path kubeconfig = Files.createTempFile(folder, "kubeconfig", "");
        Files.writeString(
                kubeconfig,
                stack.kubeconfig().replace(api.toString(), kubernetes.address().toString()));
        // The SDK takes where AWS is from the process.
        System.setProperty("aws.endpointUrl", aws.address().toString());
        var settings = new LinkedHashMap<String, String>();
        settings.put(Setting.CLUSTER_NAME.variable(), "eks-workshop");
        settings.put(Setting.CLUSTER_ENDPOINT.variable(), api.toString());
        settings.put(Setting.DISABLE_LEADER_ELECTION.variable(), "true");
        settings.put(Setting.METRICS_PORT.variable(), "0");
        settings.put(Setting.HEALTH_PROBE_PORT.variable(), "0");
        settings.put(Setting.BATCH_IDLE_DURATION.variable(), "100ms");
        settings.put(Setting.BATCH_MAX_DURATION.variable(), "500ms");
        process = ControllerProcess.start(Options.resolve(new EnumMap<>(Setting.class), settings), kubeconfig);
    }

    /// Those of the cluster's kubeconfig: on its way to the proxy, which speaks plain HTTP, the process leaves them
    /// out.
    private static SSLContext credentials(LocalStack stack) throws IOException {
        try {
            return SSLUtils.sslContext(Config.fromKubeconfig(stack.kubeconfig()));
        } catch (GeneralSecurityException unusable) {
            throw new IOException("the credentials of the kubeconfig cannot be used", unusable);
        }
    }

    Fuse fuse() {
        return fuse;
    }

    /// The process ends without having its say: what it still has under way reaches nobody.
    @Override
    public void close() {
        fuse.blow();
        kubernetes.close();
        aws.close();
        Thread.ofVirtual().name("burial").start(process::close);
    }
}
