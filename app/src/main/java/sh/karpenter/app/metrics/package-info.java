/// The metrics and health endpoints, and the page that says why nodes go or stay. Start reading at [PrometheusMeters],
/// then [OperatorEndpoints].
@NullMarked
package sh.karpenter.app.metrics;

import org.jspecify.annotations.NullMarked;
