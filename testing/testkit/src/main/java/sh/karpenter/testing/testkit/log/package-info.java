/// What controllers write to their log, for tests. Start reading at [LoggedLines].
/// It must not know how lines are written to files.
@NullMarked
package sh.karpenter.testing.testkit.log;

import org.jspecify.annotations.NullMarked;
