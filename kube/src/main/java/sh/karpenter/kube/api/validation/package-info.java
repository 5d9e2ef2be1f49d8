/// Checks that the API server cannot make with a schema, as pure functions that return every finding. Start
/// reading at [sh.karpenter.kube.api.validation.NodePoolValidation]. It must not know how findings are
/// reported.
@NullMarked
package sh.karpenter.kube.api.validation;

import org.jspecify.annotations.NullMarked;
