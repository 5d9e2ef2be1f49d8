package sh.karpenter.local.kubernetes.server;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
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
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority made for one run of the server, and a serving certificate for this machine under it.
final class ServingCertificates {
    private static final Duration VALIDITY = Duration.ofDays(365);
    private static final char[] PASSWORD = "local-only".toCharArray();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate authority;
    private final KeyStore keys;

    private ServingCertificates(X509Certificate authority, KeyStore keys) {
        this.authority = authority;
        this.keys = keys;
    }

    /// Makes new ones.
    ///
    /// @param now the validity begins an hour earlier
    static ServingCertificates create(Instant now, String host) {
        try {
            KeyPair authorityKeys = keyPair();
            X500Name issuer = new X500Name("CN=karpenter-local-ca");
            JcaX509v3CertificateBuilder root = builder(issuer, issuer, authorityKeys, now);
            root.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            root.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
            X509Certificate authority = sign(root, authorityKeys);

            KeyPair serverKeys = keyPair();
            JcaX509v3CertificateBuilder leaf = builder(issuer, new X500Name("CN=kube-apiserver"), serverKeys, now);
            leaf.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            leaf.addExtension(Extension.subjectAlternativeName, false, names(host));
            X509Certificate certificate = sign(leaf, authorityKeys);

            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("server", serverKeys.getPrivate(), PASSWORD, new Certificate[] {certificate, authority});
            return new ServingCertificates(authority, keys);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("The serving certificate could not be made: " + e.getMessage(), e);
        }
    }

    KeyStore keys() {
        return keys;
    }

    String password() {
        return new String(PASSWORD);
    }

    /// The authority's certificate in PEM.
    String authorityPem() {
        try {
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(authority.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was just made has an encoding", e);
        }
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys, Instant now) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(120, RANDOM),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(VALIDITY)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair issuer)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
    }

    private static GeneralNames names(String host) {
        List<GeneralName> names = new ArrayList<>(List.of(
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.dNSName, "kubernetes"),
                new GeneralName(GeneralName.dNSName, "kubernetes.default"),
                new GeneralName(GeneralName.dNSName, "kubernetes.default.svc"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.iPAddress, "::1")));
        boolean address = host.matches("[0-9.]+") || host.contains(":");
        names.add(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host));
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }
}
