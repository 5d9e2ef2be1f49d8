/// The controller as a platform team installs it: the manifests of `deploy`, the rights they grant, the pod's own
/// credentials, several controllers of which one leads.
///
/// Start reading at [DeployedControllerTest]. Knows nothing of how the controller works inside.
@NullMarked
package sh.karpenter.testing.scenarios.installation;

import org.jspecify.annotations.NullMarked;
