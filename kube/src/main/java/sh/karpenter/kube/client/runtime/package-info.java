/// A small controller runtime: a queue of keys per controller, each key worked on by one virtual thread at a time,
/// retried with backoff.
///
/// Start reading at [sh.karpenter.kube.client.runtime.Reconciler], then
/// [sh.karpenter.kube.client.runtime.Controller]. Must not know any controller.
@NullMarked
package sh.karpenter.kube.client.runtime;

import org.jspecify.annotations.NullMarked;
