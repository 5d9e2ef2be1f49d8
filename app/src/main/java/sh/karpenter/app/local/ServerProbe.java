package sh.karpenter.app.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Asks an API server whether it is ready.
final class ServerProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private ServerProbe() {}

    /// The address with what the server says of itself: `http://127.0.0.1:6443 (ready)`.
    static String of(String address) {
        if (address.isEmpty()) {
            return "unknown address";
        }
        try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var request = HttpRequest.newBuilder(URI.create(address + "/readyz"))
                    .timeout(PATIENCE)
                    .build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return address + (status == 200 ? " (ready)" : " (not ready, answers " + status + ")");
        } catch (IOException unreachable) {
            return address + " (does not answer)";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return address;
        }
    }
}
