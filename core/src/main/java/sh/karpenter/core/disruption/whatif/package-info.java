/// "The cluster without these nodes": where their pods would go. Start reading at [WhatIf]. It must not know
/// why the nodes should go.
@NullMarked
package sh.karpenter.core.disruption.whatif;

import org.jspecify.annotations.NullMarked;
