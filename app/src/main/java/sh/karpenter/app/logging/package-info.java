/// The controller's log: one JSON object a line, in the shape that Karpenter's users search. Start reading at
/// [JsonEncoder]. It must not know who logs.
@NullMarked
package sh.karpenter.app.logging;

import org.jspecify.annotations.NullMarked;
