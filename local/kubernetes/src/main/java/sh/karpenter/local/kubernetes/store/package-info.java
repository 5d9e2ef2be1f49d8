/// Committed objects, the one resource version counter, the event history and watch cursors. Start reading at
/// [ObjectStore]. It must not know what the objects mean.
@NullMarked
package sh.karpenter.local.kubernetes.store;

import org.jspecify.annotations.NullMarked;
