/// The metrics and health endpoints. Start reading at [PrometheusMeters], then [OperatorEndpoints].
@NullMarked
package sh.karpenter.app.metrics;

import org.jspecify.annotations.NullMarked;
