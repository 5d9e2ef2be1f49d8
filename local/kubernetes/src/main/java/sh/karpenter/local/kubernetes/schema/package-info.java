/// Structural schemas of custom resources: pruning, defaulting, validation in Kubernetes' words. Start
/// reading at [JsonSchema]. It must not know about CustomResourceDefinitions or requests.
@NullMarked
package sh.karpenter.local.kubernetes.schema;

import org.jspecify.annotations.NullMarked;
