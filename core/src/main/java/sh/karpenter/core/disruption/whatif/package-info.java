/// "The cluster without these nodes": where their pods would go. Start reading at [WhatIf].
@NullMarked
package sh.karpenter.core.disruption.whatif;

import org.jspecify.annotations.NullMarked;
