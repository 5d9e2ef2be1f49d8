/// What vanishes because something else did: dependents of deleted owners, and everything in a deleted
/// namespace. Start reading at [GarbageController]. It must not know any kind in particular.
@NullMarked
package sh.karpenter.local.kubernetes.cluster.garbage;

import org.jspecify.annotations.NullMarked;
