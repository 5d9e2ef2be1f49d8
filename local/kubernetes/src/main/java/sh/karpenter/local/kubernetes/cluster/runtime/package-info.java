/// The engine under the embedded cluster's controllers: one thread, a cache of all objects with indexes, a
/// queue of keys, timers on an injected clock. Start reading at [ControllerLoop]. It must not know what any
/// controller does.
@NullMarked
package sh.karpenter.local.kubernetes.cluster.runtime;

import org.jspecify.annotations.NullMarked;
