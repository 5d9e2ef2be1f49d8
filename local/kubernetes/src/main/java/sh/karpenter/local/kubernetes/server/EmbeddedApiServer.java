package sh.karpenter.local.kubernetes.server;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiAccess;
import sh.karpenter.local.kubernetes.admission.AdmissionPlugin;
import sh.karpenter.local.kubernetes.admission.BuiltInAdmission;
import sh.karpenter.local.kubernetes.builtin.BuiltInStrategies;
import sh.karpenter.local.kubernetes.certificate.CertificateAuthority;
import sh.karpenter.local.kubernetes.certificate.IssuedCertificate;
import sh.karpenter.local.kubernetes.crd.CrdStrategy;
import sh.karpenter.local.kubernetes.crd.CustomResourceCleanup;
import sh.karpenter.local.kubernetes.crd.CustomResources;
import sh.karpenter.local.kubernetes.crd.ResourceConverter;
import sh.karpenter.local.kubernetes.crd.WebhookConverter;
import sh.karpenter.local.kubernetes.http.ApiHandler;
import sh.karpenter.local.kubernetes.http.Authentication;
import sh.karpenter.local.kubernetes.http.LogEndpoint;
import sh.karpenter.local.kubernetes.http.ResourceEndpoint;
import sh.karpenter.local.kubernetes.http.RoleAuthorization;
import sh.karpenter.local.kubernetes.http.ServerVersion;
import sh.karpenter.local.kubernetes.http.WatchEndpoint;
import sh.karpenter.local.kubernetes.logs.KubeletLogs;
import sh.karpenter.local.kubernetes.logs.PodLogs;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Lazy;
import sh.karpenter.local.kubernetes.pipeline.InProcessAccess;
import sh.karpenter.local.kubernetes.pipeline.Names;
import sh.karpenter.local.kubernetes.pipeline.Operations;
import sh.karpenter.local.kubernetes.pipeline.StoreReader;
import sh.karpenter.local.kubernetes.pipeline.StoredQuotas;
import sh.karpenter.local.kubernetes.pipeline.Tokens;
import sh.karpenter.local.kubernetes.policy.AdmissionPolicies;
import sh.karpenter.local.kubernetes.quota.QuotaAdmission;
import sh.karpenter.local.kubernetes.request.Caller;
import sh.karpenter.local.kubernetes.resource.BuiltInResources;
import sh.karpenter.local.kubernetes.resource.Catalogue;
import sh.karpenter.local.kubernetes.resource.Strategy;
import sh.karpenter.local.kubernetes.shape.TypeTable;
import sh.karpenter.local.kubernetes.store.ObjectStore;
import sh.karpenter.local.kubernetes.table.Tables;
import tools.jackson.databind.node.ObjectNode;

/// A Kubernetes API server inside this process.
///
/// Requests without credentials and those of its [kubeconfig][#kubeconfig()] are the administrator's. Others, and
/// whom the administrator impersonates, may do what roles grant them.
///
/// ```java
/// try (EmbeddedApiServer server = EmbeddedApiServer.builder().port(0).start()) {
///     System.out.println(server.address());
/// }
/// ```
public final class EmbeddedApiServer implements AutoCloseable {
    private final Server jetty;
    private final URI address;
    private final ApiAccess access;
    private final CustomResourceCleanup cleanup;
    private final EventExpiry expiry;
    private final RoleAuthorization roles;
    private final String token;
    private final String cluster;
    private final String authorityPem;
    private volatile boolean ready;

    private EmbeddedApiServer(Builder builder) throws IOException {
        ObjectStore store = new ObjectStore(builder.clock, indexedFields());
        this.token = new Names(new SecureRandom()).uid();
        this.cluster = builder.cluster;
        Tokens tokens = new Tokens(builder.clock);
        Lazy<TypeTable> types = new Lazy<>(TypeTable::load);
        BuiltInStrategies strategies = new BuiltInStrategies(types);
        Catalogue catalogue = new Catalogue(BuiltInResources.all(kind -> strategy(strategies, kind)));
        CustomResources customResources =
                new CustomResources(store, catalogue, types, builder.converters, builder.services, builder.clock);
        this.roles = new RoleAuthorization(new StoreReader(store));
        Operations operations = new Operations(
                store,
                catalogue,
                admission(new StoreReader(store), catalogue),
                List.of(customResources),
                new Names(builder.random),
                tokens,
                roles,
                builder.clock);
        this.access = new InProcessAccess(catalogue, store, operations, Caller.cluster());
        this.ready = !builder.waitForSeeding;
        seedNamespaces();
        this.cleanup = new CustomResourceCleanup(
                access, Objects.requireNonNull(access.resource("apiextensions.k8s.io", "customresourcedefinitions")));
        this.expiry = new EventExpiry(access, Objects.requireNonNull(access.resource("", "events")), builder.clock);
        Tables tables = new Tables(builder.clock);
        ResourceEndpoint resources = new ResourceEndpoint(
                catalogue,
                operations,
                new WatchEndpoint(operations, tables),
                types,
                tables,
                new LogEndpoint(new StoreReader(store), builder.logs, builder.clock),
                new Authentication(Map.of(token, Caller.administrator()), tokens),
                roles);
        ApiHandler handler = new ApiHandler(catalogue, resources, builder.version, () -> ready);
        CertificateAuthority authority =
                builder.https ? new CertificateAuthority("karpenter-local-ca", builder.clock.instant()) : null;
        this.authorityPem = authority == null ? "" : authority.pem();
        this.jetty = startJetty(builder, handler, authority);
        int port = ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
        this.address = URI.create((builder.https ? "https://" : "http://") + builder.host + ":" + port);
    }

    /// Settings of a server that is to be started.
    public static Builder builder() {
        return new Builder();
    }

    /// Where clients reach the server, for example `http://127.0.0.1:6443`.
    public URI address() {
        return address;
    }

    /// How clients find this server: its address, the certificate authority if it speaks HTTPS, and a token.
    public Kubeconfig kubeconfig() {
        return new Kubeconfig(cluster, address, authorityPem, token);
    }

    /// The same server without the wire.
    public ApiAccess access() {
        return access;
    }

    /// What callers other than the administrator asked for and were granted.
    public SortedSet<RoleAuthorization.Access> granted() {
        return roles.granted();
    }

    /// Makes `/readyz` succeed, when the server was told to wait for seeding.
    public void markReady() {
        ready = true;
    }

    /// Stops serving; open watches end.
    @Override
    public void close() {
        try {
            cleanup.close();
            expiry.close();
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The embedded API server could not be stopped", e);
        }
    }

    private static Strategy strategy(BuiltInStrategies strategies, String kind) {
        Strategy strategy = strategies.of(kind);
        return kind.equals("CustomResourceDefinition.apiextensions.k8s.io") ? new CrdStrategy(strategy) : strategy;
    }

    private static List<AdmissionPlugin> admission(StoreReader reader, Catalogue catalogue) {
        List<AdmissionPlugin> plugins = new ArrayList<>(BuiltInAdmission.all(reader));
        plugins.add(new AdmissionPolicies(reader, catalogue));
        // Last, as it takes account of what all others let pass.
        plugins.add(new QuotaAdmission(new StoredQuotas(reader.store())));
        return plugins;
    }

    private void seedNamespaces() {
        var namespaces = access.resource("", "namespaces");
        if (namespaces == null) {
            return;
        }
        for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
            ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
            namespace.putObject("metadata").put("name", name);
            access.create(namespaces, namespace);
        }
    }

    private static Map<String, Map<String, Function<ObjectNode, String>>> indexedFields() {
        Map<String, Map<String, Function<ObjectNode, String>>> fields = new LinkedHashMap<>();
        fields.put("pods", Map.of("spec.nodeName", pod -> Json.string(pod, "spec", "nodeName")));
        fields.put("events", Map.of("involvedObject.name", event -> Json.string(event, "involvedObject", "name")));
        return fields;
    }

    /// Under which names and addresses the server is reached.
    private static List<String> hosts(String host) {
        return Stream.of(
                        "localhost",
                        "kubernetes",
                        "kubernetes.default",
                        "kubernetes.default.svc",
                        "127.0.0.1",
                        "::1",
                        host)
                .distinct()
                .toList();
    }

    private static Server startJetty(Builder builder, ApiHandler handler, @Nullable CertificateAuthority authority)
            throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(16, 2);
        threads.setName("api-server");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        Server jetty = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setIdleTimeout(0);
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ServerConnector connector;
        if (authority == null) {
            connector = new ServerConnector(jetty, 1, 1, plain);
        } else {
            SslContextFactory.Server tls = new SslContextFactory.Server();
            tls.setKeyStore(
                    authority.issue("kube-apiserver", "", hosts(builder.host)).keyStore());
            tls.setKeyStorePassword(IssuedCertificate.password());
            tls.setSniRequired(false);
            SecureRequestCustomizer customizer = new SecureRequestCustomizer(false);
            http.addCustomizer(customizer);
            connector = new ServerConnector(jetty, 1, 1, new SslConnectionFactory(tls, plain.getProtocol()), plain);
        }
        connector.setHost(builder.host);
        connector.setPort(builder.port);
        connector.setIdleTimeout(0);
        jetty.addConnector(connector);
        jetty.setHandler(handler);
        jetty.setStopTimeout(0);
        try {
            jetty.start();
        } catch (Exception e) {
            if (e instanceof BindException || e.getCause() instanceof BindException) {
                throw new BindException("Port " + builder.port + " of " + builder.host
                        + " is in use. Maybe another cluster runs already; port 0 takes any free one.");
            }
            throw new IOException("The embedded API server could not be started: " + e.getMessage(), e);
        }
        return jetty;
    }

    /// Settings, each with a default that suits tests.
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port;
        private InstantSource clock = Clock.systemUTC();
        private RandomGenerator random = new SplittableRandom();
        private ServerVersion version = new ServerVersion(1, 35, 2);
        private boolean waitForSeeding;
        private boolean https;
        private String cluster = "karpenter-local";
        private final Map<String, ResourceConverter> converters = new LinkedHashMap<>();
        private final List<PodLogs> logs = new ArrayList<>(List.of(new KubeletLogs()));
        private WebhookConverter.ServiceResolver services = (namespace, name, port) -> null;

        private Builder() {}

        /// The port to listen on; 0, the default, takes any free one.
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /// The address to listen on, `127.0.0.1` by default.
        public Builder listen(String host) {
            this.host = host;
            return this;
        }

        /// The clock of creation times, grace periods and history.
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /// The generator of names and uids.
        public Builder random(RandomGenerator random) {
            this.random = random;
            return this;
        }

        /// The Kubernetes version to claim.
        public Builder version(ServerVersion version) {
            this.version = version;
            return this;
        }

        /// Whether `/readyz` fails until [EmbeddedApiServer#markReady()] is called.
        public Builder waitForSeeding() {
            this.waitForSeeding = true;
            return this;
        }

        /// Serves HTTPS instead of HTTP, with a certificate authority made for this run.
        public Builder https() {
            this.https = true;
            return this;
        }

        /// The cluster's name in the kubeconfig.
        public Builder cluster(String name) {
            this.cluster = name;
            return this;
        }

        /// Registers a converter between the versions of a custom kind; it takes precedence over the webhook
        /// that the definition names.
        ///
        /// @param group for example `karpenter.sh`
        /// @param kind for example `NodePool`
        public Builder converter(String group, String kind, ResourceConverter converter) {
            converters.put(kind + "." + group, converter);
            return this;
        }

        /// Adds a source of container logs; sources are asked in order of addition, and after them the
        /// kubelet of the pod's node if it has one.
        public Builder logs(PodLogs source) {
            logs.add(logs.size() - 1, source);
            return this;
        }

        /// How to reach webhooks that a definition names by a service.
        public Builder services(WebhookConverter.ServiceResolver resolver) {
            this.services = resolver;
            return this;
        }

        /// Starts the server.
        ///
        /// @throws IOException when it cannot listen, with a message that says why
        public EmbeddedApiServer start() throws IOException {
            return new EmbeddedApiServer(this);
        }
    }
}
