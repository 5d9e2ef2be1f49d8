package sh.karpenter.app.controller;

import java.util.Map;
import java.util.concurrent.Executor;
import org.slf4j.MDC;

/// Runs tasks elsewhere under the logging context of whoever hands them in, so that their log lines name the same
/// reconciliation.
///
/// @param executor where they run
record ContextPassing(Executor executor) implements Executor {
    @Override
    public void execute(Runnable task) {
        Map<String, String> context = MDC.getCopyOfContextMap();
        executor.execute(() -> {
            if (context != null) {
                MDC.setContextMap(context);
            }
            try {
                task.run();
            } finally {
                MDC.clear();
            }
        });
    }
}
