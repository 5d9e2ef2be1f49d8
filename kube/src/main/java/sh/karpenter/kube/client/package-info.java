/// The seam to a Kubernetes API server: what resources are, and the few calls that stores, leases and events need.
/// The stores that controllers use are built on it, over HTTP in production and over memory in tests.
///
/// Start reading at [sh.karpenter.kube.client.KubernetesApi]. Must not know autoscaling, or any client library;
/// Kubernetes object models are fine.
@NullMarked
package sh.karpenter.kube.client;

import org.jspecify.annotations.NullMarked;
