/// Who owns what is emulated: account, region and cluster, and the ids given to new things.
///
/// Start reading at [sh.karpenter.local.aws.account.Account]. Knows no service.
@NullMarked
package sh.karpenter.local.aws.account;

import org.jspecify.annotations.NullMarked;
