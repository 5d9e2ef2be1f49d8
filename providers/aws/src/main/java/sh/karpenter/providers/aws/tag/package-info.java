/// The tags on everything that is created at AWS. Start reading at [ResourceTags].
/// It must not know how anything is created.
@NullMarked
package sh.karpenter.providers.aws.tag;

import org.jspecify.annotations.NullMarked;
