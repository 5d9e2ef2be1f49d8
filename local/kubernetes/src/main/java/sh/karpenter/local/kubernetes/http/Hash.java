package sh.karpenter.local.kubernetes.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Hashes of documents, for entity tags: equal for equal content, also across restarts of the server.
final class Hash {
    private Hash() {}

    /// SHA-256 in upper-case hexadecimal digits.
    static String of(byte[] content) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
