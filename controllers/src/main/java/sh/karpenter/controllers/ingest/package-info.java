/// Keeps the picture of the cluster up to date from the stores.
///
/// Start reading at [sh.karpenter.controllers.ingest.ClusterFeed]. Must not know who looks at the picture.
@NullMarked
package sh.karpenter.controllers.ingest;

import org.jspecify.annotations.NullMarked;
