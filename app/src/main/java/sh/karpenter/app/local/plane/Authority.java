package sh.karpenter.app.local.plane;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/// A certificate authority that lives as long as one local cluster.
final class Authority {
    private static final Duration VALID = Duration.ofDays(365);
    private static final int CURVE_BITS = 256;
    private static final X500Name NAME = new X500Name("CN=karpenter-local");

    private final KeyPair pair;
    private final X509Certificate certificate;

    Authority() throws IOException {
        try {
            pair = keys();
            X509v3CertificateBuilder builder = builder(NAME, pair);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
            certificate = signed(builder);
        } catch (GeneralSecurityException | OperatorCreationException failed) {
            throw new IOException("cannot make a certificate authority: " + failed.getMessage(), failed);
        }
    }

    /// A certificate with its key.
    ///
    /// @param key the key
    /// @param certificate the certificate
    record Issued(PrivateKey key, X509Certificate certificate) {
        /// The key as `EC PRIVATE KEY`, with its curve and its public half: without them neither Go nor the
        /// Kubernetes client can read it.
        String keyPem() throws IOException {
            var publicHalf =
                    SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded());
            BigInteger secret = ((ECPrivateKey) key).getS();
            var whole = new org.bouncycastle.asn1.sec.ECPrivateKey(
                    CURVE_BITS,
                    secret,
                    publicHalf.getPublicKeyData(),
                    publicHalf.getAlgorithm().getParameters());
            return pem(new PemObject("EC PRIVATE KEY", whole.getEncoded()));
        }

        String certificatePem() throws IOException {
            return pem(certificate);
        }
    }

    /// Issues a certificate that serves on this machine and identifies a client.
    ///
    /// @param user common name
    /// @param group organisation; empty for none
    Issued issue(String user, String group) throws IOException {
        try {
            KeyPair own = keys();
            String subject = group.isEmpty() ? "CN=" + user : "O=" + group + ",CN=" + user;
            X509v3CertificateBuilder builder = builder(new X500Name(subject), own);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.dNSName, "kubernetes"),
                new GeneralName(GeneralName.dNSName, "kubernetes.default.svc"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.iPAddress, "10.96.0.1")
            }));
            return new Issued(own.getPrivate(), signed(builder));
        } catch (GeneralSecurityException | OperatorCreationException failed) {
            throw new IOException("cannot issue a certificate for " + user + ": " + failed.getMessage(), failed);
        }
    }

    /// The authority's own certificate.
    X509Certificate certificate() {
        return certificate;
    }

    /// The authority's own certificate, PEM.
    String pem() throws IOException {
        return pem(certificate);
    }

    /// The authority's own certificate, base64 of PEM, as kubeconfigs and webhooks want it.
    String bundle() throws IOException {
        return encoded(pem());
    }

    static String encoded(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(X500Name subject, KeyPair own) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                NAME,
                new BigInteger(64, new SecureRandom()),
                Date.from(now.minus(Duration.ofMinutes(5))),
                Date.from(now.plus(VALID)),
                subject,
                own.getPublic());
    }

    private X509Certificate signed(X509v3CertificateBuilder builder)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    private static String pem(Object what) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(what);
        }
        return text.toString();
    }
}
