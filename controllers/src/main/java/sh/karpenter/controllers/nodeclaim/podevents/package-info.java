/// Notes when pods come to a node and leave it. Start reading at
/// [sh.karpenter.controllers.nodeclaim.podevents.PodEvents]. It must not know who waits for quiet nodes.
@NullMarked
package sh.karpenter.controllers.nodeclaim.podevents;

import org.jspecify.annotations.NullMarked;
