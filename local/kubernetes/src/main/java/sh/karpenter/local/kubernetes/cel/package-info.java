/// CEL as Kubernetes uses it: rules of custom resources and expressions of admission policies. Start reading at
/// [RuleValidation]. It must not know requests or stores.
@NullMarked
package sh.karpenter.local.kubernetes.cel;

import org.jspecify.annotations.NullMarked;
