/// What must be done again and again beside launches: hashes, tags, collection of what is left over. Start
/// reading at [InstanceCollection].
/// It must not know how machines are launched.
@NullMarked
package sh.karpenter.providers.aws.upkeep;

import org.jspecify.annotations.NullMarked;
