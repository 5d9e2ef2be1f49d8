/// Where services lead: their endpoints. Start reading at [EndpointController]. It must not know that nothing here
/// carries traffic.
@NullMarked
package sh.karpenter.local.kubernetes.cluster.network;

import org.jspecify.annotations.NullMarked;
