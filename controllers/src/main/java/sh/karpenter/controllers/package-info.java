/// The imperative shell: one package per controller. Each observes, decides by a pure function, and acts. Start
/// reading at [sh.karpenter.controllers.nodeclaim.lifecycle.NodeClaimLifecycleController]. It must not know any
/// particular cloud.
@NullMarked
package sh.karpenter.controllers;

import org.jspecify.annotations.NullMarked;
