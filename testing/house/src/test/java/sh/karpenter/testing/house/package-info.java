/// The rules of the house as tests: who may use whom, what the core may not touch, how files are formatted.
/// Start reading at [ArrowsTest].
@NullMarked
package sh.karpenter.testing.house;

import org.jspecify.annotations.NullMarked;
