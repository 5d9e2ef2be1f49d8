package sh.karpenter.local.kubernetes.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority made for one run. Its key never leaves it, so what it has issued is worth nothing
/// once the run has ended.
public final class CertificateAuthority {
    private static final Duration VALIDITY = Duration.ofDays(365);

    /// So that a client whose clock is behind ours accepts what was just made.
    private static final Duration TOLERANCE = Duration.ofHours(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Name name;
    private final Instant now;
    private final KeyPair keys;
    private final X509Certificate certificate;

    /// Makes a new one.
    ///
    /// @param commonName how certificates name their issuer
    /// @param now all certificates are valid from an hour earlier on, for a year
    public CertificateAuthority(String commonName, Instant now) {
        this.name = new X500Name("CN=" + commonName);
        this.now = now;
        try {
            this.keys = keyPair();
            X509v3CertificateBuilder builder = builder(name, keys);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
            this.certificate = signed(builder);
        } catch (GeneralSecurityException | OperatorCreationException | IOException failed) {
            throw new IllegalStateException("cannot make a certificate authority: " + failed.getMessage(), failed);
        }
    }

    /// Issues a certificate that may serve under the given hosts and may identify a client.
    ///
    /// @param user common name: whom Kubernetes takes a client for
    /// @param group organisation: the client's group; empty for none
    /// @param hosts names and addresses
    public IssuedCertificate issue(String user, String group, List<String> hosts) {
        try {
            KeyPair own = keyPair();
            String subject = group.isEmpty() ? "CN=" + user : "O=" + group + ",CN=" + user;
            X509v3CertificateBuilder builder = builder(new X500Name(subject), own);
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
            var names = hosts.stream().map(CertificateAuthority::alternative).toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            return new IssuedCertificate(own.getPrivate(), signed(builder));
        } catch (GeneralSecurityException | OperatorCreationException | IOException failed) {
            throw new IllegalStateException(
                    "cannot issue a certificate for " + user + ": " + failed.getMessage(), failed);
        }
    }

    /// The authority's own certificate: who trusts it trusts all that it has issued.
    public X509Certificate certificate() {
        return certificate;
    }

    /// The authority's own certificate, PEM.
    public String pem() {
        return Pem.text(certificate);
    }

    private static GeneralName alternative(String host) {
        boolean address = host.matches("[0-9.]+") || host.contains(":");
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    private X509v3CertificateBuilder builder(X500Name subject, KeyPair own) {
        return new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(120, RANDOM),
                Date.from(now.minus(TOLERANCE)),
                Date.from(now.plus(VALIDITY)),
                subject,
                own.getPublic());
    }

    private X509Certificate signed(X509v3CertificateBuilder builder)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }
}
