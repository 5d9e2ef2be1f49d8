package sh.karpenter.local.aws.sqs;

import java.time.Instant;

/// A message in a queue.
///
/// @param receiptHandle of the latest receipt, empty before the first
/// @param visibleAt from when on it can be received
/// @param receipts how often it was received
public record Message(String id, String body, Instant sentAt, String receiptHandle, Instant visibleAt, int receipts) {
    Message received(String handle, Instant visibleAgain) {
        return new Message(id, body, sentAt, handle, visibleAgain, receipts + 1);
    }

    Message visibleFrom(Instant at) {
        return new Message(id, body, sentAt, receiptHandle, at, receipts);
    }
}
