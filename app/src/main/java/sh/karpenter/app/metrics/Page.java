package sh.karpenter.app.metrics;

import java.util.Map;

/// Answers requests for one path.
@FunctionalInterface
public interface Page {

    /// Answers a request.
    ///
    /// @param query the query's parameters by name
    Answer answer(Map<String, String> query);

    /// An answer.
    ///
    /// @param status HTTP status
    /// @param type media type
    /// @param body text
    record Answer(int status, String type, String body) {}
}
