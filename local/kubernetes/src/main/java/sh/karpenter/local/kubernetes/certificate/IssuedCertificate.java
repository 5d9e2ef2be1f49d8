package sh.karpenter.local.kubernetes.certificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;

/// A certificate with its key.
///
/// @param key the key, on the curve P-256
/// @param certificate the certificate
public record IssuedCertificate(PrivateKey key, X509Certificate certificate) {
    private static final int CURVE_BITS = 256;

    /// Of the stores made here: they stay in memory, but Java wants one.
    private static final String PASSWORD = "local-only";

    /// The certificate, PEM.
    public String certificatePem() {
        return Pem.text(certificate);
    }

    /// The key as `EC PRIVATE KEY`, with its curve and its public half: without them neither Go nor the Kubernetes
    /// client can read it.
    public String keyPem() {
        var publicHalf =
                SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded());
        BigInteger secret = ((java.security.interfaces.ECPrivateKey) key).getS();
        var whole = new org.bouncycastle.asn1.sec.ECPrivateKey(
                CURVE_BITS,
                secret,
                publicHalf.getPublicKeyData(),
                publicHalf.getAlgorithm().getParameters());
        try {
            return Pem.text(new PemObject("EC PRIVATE KEY", whole.getEncoded()));
        } catch (IOException failed) {
            throw new UncheckedIOException("a key that was just made has an encoding", failed);
        }
    }

    /// A store that holds nothing else, to be opened with [#password].
    public KeyStore keyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, PASSWORD.toCharArray(), new X509Certificate[] {certificate});
            return store;
        } catch (GeneralSecurityException | IOException failed) {
            throw new IllegalStateException("cannot keep a certificate: " + failed.getMessage(), failed);
        }
    }

    /// The password of [#keyStore].
    public static String password() {
        return PASSWORD;
    }

    /// TLS settings of a server that shows this certificate.
    public SSLContext serverContext() {
        try {
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore(), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("cannot set up TLS: " + failed.getMessage(), failed);
        }
    }
}
