/// What must be done again and again beside launches: hashes, tags, instance profiles left over. Start reading
/// at [ClaimTags]. It must not know how machines are launched.
@NullMarked
package sh.karpenter.providers.aws.upkeep;

import org.jspecify.annotations.NullMarked;
