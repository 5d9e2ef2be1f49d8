/// What Karpenter does in situations that users meet, one YAML file per behaviour. Start reading at
/// [BehaviourTest]; the files are in the test resources of this package, their index is `docs/behaviours.md`.
@NullMarked
package sh.karpenter.testing.scenarios.behaviour;

import org.jspecify.annotations.NullMarked;
