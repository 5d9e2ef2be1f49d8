/// Volumes: binds claims to volumes, makes volumes where a class says how, attaches them to nodes, takes them
/// away again. Start reading at [ClaimController]. Knows nothing of scheduling: which node a claim is for comes
/// in an annotation.
@NullMarked
package sh.karpenter.local.kubernetes.cluster.storage;

import org.jspecify.annotations.NullMarked;
