package sh.karpenter.local.kubernetes.server;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/// The file by which clients find a server.
///
/// @param cluster name of the cluster, its context and its user
/// @param address for example `https://127.0.0.1:6443`
/// @param authorityPem certificate authority in PEM, empty for HTTP
/// @param token bearer token of the user
public record Kubeconfig(String cluster, URI address, String authorityPem, String token) {

    /// The file's text.
    public String text() {
        String authority = authorityPem.isEmpty()
                ? ""
                : "    certificate-authority-data: "
                        + Base64.getEncoder().encodeToString(authorityPem.getBytes(StandardCharsets.UTF_8)) + "\n";
        return """
            apiVersion: v1
            kind: Config
            clusters:
            - name: %1$s
              cluster:
                server: %2$s
            %3$scontexts:
            - name: %1$s
              context:
                cluster: %1$s
                namespace: default
                user: %1$s
            current-context: %1$s
            users:
            - name: %1$s
              user:
                token: %4$s
            """.formatted(cluster, address, authority, token);
    }

    /// Writes the file, readable by its owner only.
    public void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text());
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }
}
