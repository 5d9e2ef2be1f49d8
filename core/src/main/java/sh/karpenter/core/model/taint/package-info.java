/// Taints of nodes and tolerations of pods. Start reading at [Taint].
@NullMarked
package sh.karpenter.core.model.taint;

import org.jspecify.annotations.NullMarked;
