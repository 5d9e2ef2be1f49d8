/// A whole local cluster for tests, and shell commands against it as a person would type them. Start reading at
/// [LocalCluster]. It must not know what any test expects.
@NullMarked
package sh.karpenter.testing.scenarios.cluster;

import org.jspecify.annotations.NullMarked;
