/// Server-side apply: who owns which fields, and how an applied object merges into the live one. Start
/// reading at [FieldManagement]. It must not know requests or stores.
@NullMarked
package sh.karpenter.local.kubernetes.apply;

import org.jspecify.annotations.NullMarked;
