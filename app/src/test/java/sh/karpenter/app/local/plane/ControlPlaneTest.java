package sh.karpenter.app.local.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sh.karpenter.app.cli.CommandFailure;

final class ControlPlaneTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void saysWhichProgramsAreMissing() throws IOException {
        Files.createFile(
                folder.resolve("etcd"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        assertThatThrownBy(() -> ControlPlane.start(folder, folder.resolve("state"), 0, "test"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith(
                        "no kube-apiserver, no kube-scheduler, no kube-controller-manager in " + folder + ": ");
    }

    @Test
    void convertsOverHttpsForWhoeverTrustsItsAuthority() throws Exception {
        var authority = new Authority();
        String review = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"ConversionReview","request":{"uid":"42",
             "desiredAPIVersion":"karpenter.sh/v1","objects":[{"apiVersion":"karpenter.sh/v1beta1","kind":"NodePool",
             "metadata":{"name":"default"},"spec":{"template":{"spec":{"nodeClassRef":{"name":"default"}}}}}]}}
            """;
        try (var webhook = ConversionWebhook.start(authority);
                var client = HttpClient.newBuilder()
                        .sslContext(Trust.in(authority.certificate()))
                        .build()) {
            var request = HttpRequest.newBuilder(URI.create(webhook.url()))
                    .POST(HttpRequest.BodyPublishers.ofString(review))
                    .build();

            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .contains("\"uid\":\"42\"")
                    .contains("\"kind\":\"EC2NodeClass\"")
                    .contains("\"status\":\"Success\"");
        }
    }
}
