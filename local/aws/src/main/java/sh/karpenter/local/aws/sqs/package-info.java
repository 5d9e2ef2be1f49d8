/// Queues, and the two protocols by which SQS is spoken to.
///
/// Start reading at [sh.karpenter.local.aws.sqs.MessageQueue]. Knows no message: what is sent is text.
@NullMarked
package sh.karpenter.local.aws.sqs;

import org.jspecify.annotations.NullMarked;
