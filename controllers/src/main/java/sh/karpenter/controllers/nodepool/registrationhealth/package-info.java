/// Whether machines launched lately for a pool did become nodes. Start reading at
/// [sh.karpenter.controllers.nodepool.registrationhealth.RegistrationHealth]. It must not know how machines are
/// launched.
@NullMarked
package sh.karpenter.controllers.nodepool.registrationhealth;

import org.jspecify.annotations.NullMarked;
