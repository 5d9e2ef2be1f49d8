/// Which nodes go, and why others stay, in situations that users meet. Start reading at
/// [DisruptionBehaviourTest]; the files are those of the parent package that say `when: disrupt`. It must not
/// know a controller or an API server.
@NullMarked
package sh.karpenter.testing.scenarios.behaviour.disruption;

import org.jspecify.annotations.NullMarked;
