/// Builders, generators and the checker of invariants for tests of decisions. Start reading at [Given]. It must
/// not know JUnit.
@NullMarked
package sh.karpenter.core.testing;

import org.jspecify.annotations.NullMarked;
