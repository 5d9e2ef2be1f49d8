/// How selector terms become filters of EC2 queries. Start reading at [TagFilters].
/// It must not know what is selected.
@NullMarked
package sh.karpenter.providers.aws.selector;

import org.jspecify.annotations.NullMarked;
