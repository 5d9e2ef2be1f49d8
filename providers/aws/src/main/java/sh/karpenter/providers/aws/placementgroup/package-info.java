/// The placement group of a node class. Start reading at [PlacementGroups].
/// It must not know machines.
@NullMarked
package sh.karpenter.providers.aws.placementgroup;

import org.jspecify.annotations.NullMarked;
