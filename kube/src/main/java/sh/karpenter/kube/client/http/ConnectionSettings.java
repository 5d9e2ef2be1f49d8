package sh.karpenter.kube.client.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How to reach the API server and how hard to press it.
///
/// @param kubeconfig the file to use; null for the one that `KUBECONFIG` names, the one in the home folder, or the
///     service account of the pod that we run in
/// @param userAgent what we are called in the server's log, for example `karpenter/1.0`
/// @param requestsPerSecond writes per second on the long run
/// @param burst writes that may be sent at once
public record ConnectionSettings(@Nullable Path kubeconfig, String userAgent, double requestsPerSecond, int burst) {}
