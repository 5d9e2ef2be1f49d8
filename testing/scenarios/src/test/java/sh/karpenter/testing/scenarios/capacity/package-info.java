/// What becomes of pods when the cloud has nothing to sell, and when it has again. Start reading at
/// [CapacityReturnsTest]. It must not know how machines are bought.
@NullMarked
package sh.karpenter.testing.scenarios.capacity;

import org.jspecify.annotations.NullMarked;
