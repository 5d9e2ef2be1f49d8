/// What controllers read from a Node. Start reading at [sh.karpenter.controllers.node.NodeFacts]. It must not
/// know what any controller decides.
@NullMarked
package sh.karpenter.controllers.node;

import org.jspecify.annotations.NullMarked;
