/// What AWS's wire formats have in common: requests as trees of parameters, answers as XML or JSON, errors, pages.
///
/// Start reading at [sh.karpenter.local.aws.wire.QueryService]. Knows no service and keeps no state.
@NullMarked
package sh.karpenter.local.aws.wire;

import org.jspecify.annotations.NullMarked;
