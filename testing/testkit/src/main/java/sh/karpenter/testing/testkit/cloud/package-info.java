/// A cloud for tests: machines in memory, failures on request, and the contract that every provider keeps. Start
/// reading at [sh.karpenter.testing.testkit.cloud.FakeCloudProvider]. It must not know any real provider.
@NullMarked
package sh.karpenter.testing.testkit.cloud;

import org.jspecify.annotations.NullMarked;
