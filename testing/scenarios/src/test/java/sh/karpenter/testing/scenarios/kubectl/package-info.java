/// The whole system through a real kubectl: the walkthrough, and the acceptance commands. Start reading at
/// [WalkthroughTest]. It must not look inside the servers: only at what kubectl prints.
@NullMarked
package sh.karpenter.testing.scenarios.kubectl;

import org.jspecify.annotations.NullMarked;
