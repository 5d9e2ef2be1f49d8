/// Rules that look at a write before it is committed, and may complete or refuse it. Start reading at
/// [AdmissionPlugin]. It must not know HTTP or how objects are stored.
@NullMarked
package sh.karpenter.local.kubernetes.admission;

import org.jspecify.annotations.NullMarked;
