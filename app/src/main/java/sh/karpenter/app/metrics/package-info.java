/// The metrics and health endpoints, and the page that says why nodes go or stay. Start reading at
/// [PrometheusMeters], then [OperatorEndpoints]. It must not know what is measured, nor how a verdict comes
/// about.
@NullMarked
package sh.karpenter.app.metrics;

import org.jspecify.annotations.NullMarked;
