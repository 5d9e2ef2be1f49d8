package sh.karpenter.app.local;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// How a local cluster is set up.
///
/// @param clusterName its name, also the value of the discovery tags of subnets and security groups
/// @param role the IAM role of nodes
/// @param region the AWS region it pretends to be in
/// @param kubernetesPort port of the API server, 0 for any free one
/// @param awsPort port of the AWS endpoint, 0 for any free one
/// @param controlPlane folder with etcd, kube-apiserver, kube-scheduler and kube-controller-manager to be used
///     instead of the embedded ones; null for the embedded ones
/// @param settings settings of the controller that differ from its defaults, by environment variable
public record LocalSettings(
        String clusterName,
        String role,
        String region,
        int kubernetesPort,
        int awsPort,
        @Nullable Path controlPlane,
        SequencedMap<String, String> settings) {

    /// The cluster of the walkthrough, on free ports.
    public static LocalSettings walkthrough() {
        return new LocalSettings(
                "eks-workshop", "KarpenterNodeRole-eks-workshop", "us-west-2", 0, 0, null, new LinkedHashMap<>());
    }

    /// The same with another control plane.
    ///
    /// @param programs folder with its programs, null for the embedded one
    public LocalSettings on(@Nullable Path programs) {
        return new LocalSettings(clusterName, role, region, kubernetesPort, awsPort, programs, settings);
    }

    /// The same with these settings of the controller.
    public LocalSettings with(SequencedMap<String, String> controllerSettings) {
        return new LocalSettings(clusterName, role, region, kubernetesPort, awsPort, controlPlane, controllerSettings);
    }
}
