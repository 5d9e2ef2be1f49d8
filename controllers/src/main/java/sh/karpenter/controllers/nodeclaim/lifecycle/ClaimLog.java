package sh.karpenter.controllers.nodeclaim.lifecycle;

import java.util.Objects;
import org.slf4j.spi.LoggingEventBuilder;
import sh.karpenter.controllers.log.LogValues;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;

/// Adds to log lines what was known of the claim when the pass began: its machine and its node.
final class ClaimLog {
    private final String providerId;
    private final String nodeName;

    ClaimLog(ClaimDraft draft) {
        providerId = draft.providerId();
        nodeName = Objects.requireNonNullElse(draft.status().nodeName(), "");
    }

    LoggingEventBuilder at(LoggingEventBuilder line) {
        LoggingEventBuilder result = line;
        if (!providerId.isEmpty()) {
            result = result.addKeyValue("provider-id", providerId);
        }
        if (!nodeName.isEmpty()) {
            result = result.addKeyValue("Node", LogValues.reference(nodeName));
        }
        return result;
    }
}
