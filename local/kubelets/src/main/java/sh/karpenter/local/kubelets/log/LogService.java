package sh.karpenter.local.kubelets.log;

import javax.net.ssl.SSLContext;

/// How the logs of simulated pods are served.
///
/// @param host under which name or address the API server reaches the endpoint
/// @param context with the certificate that the endpoint shows; API servers do not check it unless told to
/// @param source what pods log
public record LogService(String host, SSLContext context, LogSource source) {}
