/// Systems Manager's parameter store, as far as image ids are published in it.
///
/// Start reading at [sh.karpenter.local.aws.ssm.ParameterStore]. It must not know instances.
@NullMarked
package sh.karpenter.local.aws.ssm;

import org.jspecify.annotations.NullMarked;
