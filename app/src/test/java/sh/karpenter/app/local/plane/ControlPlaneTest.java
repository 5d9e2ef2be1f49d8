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
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sh.karpenter.app.cli.CommandFailure;
import sh.karpenter.local.kubernetes.certificate.CertificateAuthority;

final class ControlPlaneTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void saysWhichProgramsAreMissing() throws IOException {
        Files.createFile(
                folder.resolve("etcd"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        assertThatThrownBy(() -> ControlPlane.start(folder, folder.resolve("state"), 0, "test", List.of()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith(
                        "no kube-apiserver, no kube-scheduler, no kube-controller-manager in " + folder + ": ");
    }

    /// The programs are stubs that note how they were called; their health is answered in their place.
    @Test
    void startsTheOthersWhenTheServerIsReadyAndIsReadyWhenTheyAre() throws Exception {
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Path state = folder.resolve("state");
        Path calls = folder.resolve("calls");
        for (String program : List.of("etcd", "kube-apiserver", "kube-scheduler", "kube-controller-manager")) {
            Path stub = Files.createFile(
                    programs.resolve(program),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.writeString(stub, "#!/bin/sh\necho \"" + program + " $*\" >> '" + calls + "'\nexec sleep 100\n");
        }
        try (var _ = new ReadyServers(state, calls);
                var plane = ControlPlane.start(programs, state, 0, "test", List.of("--profiling=false"))) {
            List<String> lines = Files.readAllLines(calls);
            assertThat(lines)
                    .extracting(ControlPlaneTest::program)
                    .startsWith("etcd", "kube-apiserver", "kube-apiserver-is-asked")
                    .contains("kube-scheduler-is-asked", "kube-controller-manager-is-asked");
            String etcd = argument(lines, "etcd", "--listen-client-urls");
            assertThat(argument(lines, "kube-apiserver", "--etcd-servers")).isEqualTo(etcd);
            assertThat(argument(lines, "kube-apiserver", "--profiling")).isEqualTo("false");
            assertThat(argument(lines, "kube-apiserver", "--service-account-signing-key-file"))
                    .isEqualTo(argument(lines, "kube-controller-manager", "--service-account-private-key-file"));
            for (String client : List.of("kube-scheduler", "kube-controller-manager")) {
                assertThat(Path.of(argument(lines, client, "--kubeconfig"))).hasContent(plane.kubeconfig());
                assertThat(argument(lines, client, "--leader-elect")).isEqualTo("false");
            }
            assertThat(plane.address())
                    .hasToString("https://127.0.0.1:" + argument(lines, "kube-apiserver", "--secure-port"));
        }
    }

    private static String program(String line) {
        return line.replaceFirst(" .*", "");
    }

    private static String argument(List<String> lines, String program, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(program + " "))
                .flatMap(line -> Arrays.stream(line.split(" ", -1)))
                .filter(word -> word.startsWith(name + "="))
                .map(word -> word.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError(program + " was started without " + name));
    }

    @Test
    void convertsOverHttpsForWhoeverTrustsItsAuthority() throws Exception {
        var authority = new CertificateAuthority("test", Instant.now());
        String review = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"ConversionReview","request":{"uid":"42",
             "desiredAPIVersion":"karpenter.sh/v1","objects":[{"apiVersion":"karpenter.sh/v1beta1","kind":"NodePool",
             "metadata":{"name":"default"},"spec":{"template":{"spec":{"nodeClassRef":{"name":"default"}}}}}]}}
            """;
        try (var webhook = ConversionWebhook.start(authority, _ -> null);
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
