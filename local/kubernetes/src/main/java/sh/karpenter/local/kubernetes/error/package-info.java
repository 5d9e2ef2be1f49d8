/// The refusals of the API server in Kubernetes' own words. Start reading at [ApiErrors]. It must not know
/// how a request arrived.
@NullMarked
package sh.karpenter.local.kubernetes.error;

import org.jspecify.annotations.NullMarked;
