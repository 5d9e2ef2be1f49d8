/// The one port of all services: from HTTP to the right service and back.
///
/// Start reading at [sh.karpenter.local.aws.http.Gateway]. It must not know what any service answers.
@NullMarked
package sh.karpenter.local.aws.http;

import org.jspecify.annotations.NullMarked;
