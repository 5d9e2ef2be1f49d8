/// The HTTP face of the API server: routing, content negotiation, discovery, OpenAPI, watch streams. Start
/// reading at [ApiHandler]. It must not decide anything about objects.
@NullMarked
package sh.karpenter.local.kubernetes.http;

import org.jspecify.annotations.NullMarked;
