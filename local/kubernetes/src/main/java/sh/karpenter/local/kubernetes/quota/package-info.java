/// ResourceQuotas: what objects use, and the refusal of what would use too much. Start reading at
/// [QuotaAdmission]. It must not know how objects are stored.
@NullMarked
package sh.karpenter.local.kubernetes.quota;

import org.jspecify.annotations.NullMarked;
