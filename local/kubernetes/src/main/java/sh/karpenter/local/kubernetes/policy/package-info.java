/// ValidatingAdmissionPolicies: rules in CEL that a cluster's users write, and what they are bound to. Start
/// reading at [AdmissionPolicies]. It must not know how objects are stored.
@NullMarked
package sh.karpenter.local.kubernetes.policy;

import org.jspecify.annotations.NullMarked;
