package sh.karpenter.local.kubernetes.logs;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// A source of container logs. The server asks its sources in order; the first that knows the container
/// answers.
@FunctionalInterface
public interface PodLogs {

    /// Opens the log of a container.
    ///
    /// @return the text; a followed log blocks until there is more, and ends when there will be none; null
    ///     when this source does not know the container
    /// @throws IOException when the source knows the container but cannot read the log
    @Nullable
    InputStream open(LogRequest request) throws IOException;
}
