/// Launch templates: what a machine is, before its type and place are chosen. Start reading at [LaunchTemplates].
/// It must not know fleets.
@NullMarked
package sh.karpenter.providers.aws.launchtemplate;

import org.jspecify.annotations.NullMarked;
