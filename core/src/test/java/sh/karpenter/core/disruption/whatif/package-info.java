/// Laws of what-ifs. Start reading at [WhatIfLaws].
@NullMarked
package sh.karpenter.core.disruption.whatif;

import org.jspecify.annotations.NullMarked;
