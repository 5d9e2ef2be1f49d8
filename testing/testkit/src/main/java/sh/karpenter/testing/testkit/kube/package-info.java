/// An API server for tests, in memory: stores that behave like the real ones, with a hook before and after
/// every write at which a test can let the process "die", a clock that stands still, and specimens of objects.
/// Start reading at [sh.karpenter.testing.testkit.kube.FakeStores]. It must not know any controller.
@NullMarked
package sh.karpenter.testing.testkit.kube;

import org.jspecify.annotations.NullMarked;
