/// Taints of nodes and tolerations of pods. Start reading at [Taint]. It must not know nodes or pods.
@NullMarked
package sh.karpenter.core.model.taint;

import org.jspecify.annotations.NullMarked;
