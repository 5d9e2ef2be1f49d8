package sh.karpenter.local.kubernetes.certificate;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/// The text form in which certificates and keys are exchanged.
final class Pem {
    private Pem() {}

    static String text(Object what) {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(what);
        } catch (IOException failed) {
            throw new UncheckedIOException("what was just made has a text form", failed);
        }
        return text.toString();
    }
}
