/// What the built-in kinds need: defaults, validation, the two forms of events. Start reading at
/// [BuiltInStrategies]. It must not know requests or how objects are stored.
@NullMarked
package sh.karpenter.local.kubernetes.builtin;

import org.jspecify.annotations.NullMarked;
