/// Certificates of local servers and their clients: an authority that lives as long as one run, and what it
/// issues. Start reading at [CertificateAuthority]. It must not know who serves with a certificate.
@NullMarked
package sh.karpenter.local.kubernetes.certificate;

import org.jspecify.annotations.NullMarked;
