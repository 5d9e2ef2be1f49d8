package sh.karpenter.local.kubelets.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sh.karpenter.local.kubernetes.certificate.CertificateAuthority;

final class LogServerTest {
    @TempDir
    Path folder;

    private static HttpClient client() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static LogService service(LogSource source) {
        var authority = new CertificateAuthority("test", Instant.now());
        return new LogService(
                "127.0.0.1",
                authority.issue("kubelet", "", List.of("127.0.0.1")).serverContext(),
                source);
    }

    private static HttpRequest request(LogServer server, String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
                .build();
    }

    private static String get(LogServer server, String path) throws Exception {
        return client().send(request(server, path), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void answersWithTheLastLines() throws Exception {
        LogSource source = LogSource.greeting(Instant.parse("2026-01-01T00:00:00Z"));
        try (LogServer server = LogServer.start(service(source), (_, _) -> true)) {
            assertThat(get(server, "/containerLogs/default/web/c"))
                    .isEqualTo("container c of pod default/web is simulated\nit does nothing, and does it well\n");
            assertThat(get(server, "/containerLogs/default/web/c?tailLines=1&timestamps=true"))
                    .isEqualTo("2026-01-01T00:00:00Z it does nothing, and does it well\n");
            assertThat(get(server, "/containerLogs/default/web/c?limitBytes=9")).isEqualTo("container");
            assertThat(get(server, "/containerLogs/default/web/c?sinceSeconds=1"))
                    .isEmpty();
        }
    }

    @Test
    void followsAFileUntilThePodIsGone() throws Exception {
        Path file = folder.resolve("log");
        Files.writeString(file, "one\n");
        AtomicBoolean running = new AtomicBoolean(true);
        LogSource source = (_, pod, _) -> pod.equals("karpenter") ? FileLog.open(file, Clock.systemUTC()) : null;
        try (LogServer server = LogServer.start(service(source), (_, _) -> running.get())) {
            HttpResponse<Stream<String>> response = client().send(
                            request(server, "/containerLogs/karpenter/karpenter/controller?follow=true"),
                            HttpResponse.BodyHandlers.ofLines());
            Iterator<String> lines = response.body().iterator();
            assertThat(lines.next()).isEqualTo("one");
            Files.writeString(file, "tw", StandardOpenOption.APPEND);
            Files.writeString(file, "o\n", StandardOpenOption.APPEND);
            assertThat(lines.next()).isEqualTo("two");
            running.set(false);
            assertThat(lines.hasNext()).isFalse();
            assertThat(client().send(request(server, "/containerLogs/a/b/c"), HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}
    }
}
