/// What `karpenter plan` prints about recorded situations. Start reading at [RecordedCasesTest].
@NullMarked
package sh.karpenter.testing.scenarios.plan;

import org.jspecify.annotations.NullMarked;
