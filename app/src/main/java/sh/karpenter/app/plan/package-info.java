/// `karpenter plan`: shows what we decide in situations that are written to files. Start reading at [PlanCommand].
/// It must not know a cluster or a cloud.
@NullMarked
package sh.karpenter.app.plan;

import org.jspecify.annotations.NullMarked;
