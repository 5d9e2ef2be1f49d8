/// The API server over HTTP, by the fabric8 client, none of whose types leave this package.
///
/// Start reading at [sh.karpenter.kube.client.http.HttpKubernetesApi]. Must not know stores or controllers.
@NullMarked
package sh.karpenter.kube.client.http;

import org.jspecify.annotations.NullMarked;
