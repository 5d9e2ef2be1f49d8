package sh.karpenter.local.kubernetes.parity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import sh.karpenter.local.kubernetes.server.EmbeddedApiServer;

/// An API server that is asked the requests of a suite.
///
/// @param address where it listens
/// @param client one that trusts it
/// @param token the administrator's, empty where none is needed
/// @param stop ends it
record AskedServer(URI address, HttpClient client, String token, Runnable stop) implements AutoCloseable {

    /// The embedded one, without controllers, as the real one is asked without them.
    static AskedServer embedded() throws IOException {
        EmbeddedApiServer server = EmbeddedApiServer.builder().start();
        return new AskedServer(server.address(), HttpClient.newHttpClient(), "", server::close);
    }

    @Override
    public void close() {
        client.close();
        stop.run();
    }
}
