package sh.karpenter.testing.scenarios.installation;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import sh.karpenter.app.local.plane.ControlPlane;
import sh.karpenter.local.kubernetes.cluster.ClusterOptions;
import sh.karpenter.local.kubernetes.cluster.EmbeddedCluster;
import sh.karpenter.local.kubernetes.http.RoleAuthorization;
import sh.karpenter.local.kubernetes.server.EmbeddedApiServer;
import sh.karpenter.testing.scenarios.cluster.RealPlane;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A control plane that grants nobody more than roles say, and remembers what it granted.
sealed interface GuardedPlane extends AutoCloseable {

    /// Where clients reach it.
    URI address();

    /// The certificate authority by which clients know it.
    String authorityPem();

    /// The administrator's kubeconfig.
    String kubeconfig();

    /// The version of its nodes, for example `v1.36.3`.
    String version();

    /// What everybody but the administrator asked for and was granted so far.
    SortedSet<RoleAuthorization.Access> granted() throws IOException;

    @Override
    void close();

    /// Starts the one that was chosen ([RealPlane]).
    static GuardedPlane start(Path folder) throws IOException {
        Path programs = RealPlane.chosen();
        return programs == null ? Embedded.start() : Real.start(programs, folder);
    }

    /// The embedded server and controllers.
    record Embedded(EmbeddedApiServer server, EmbeddedCluster cluster) implements GuardedPlane {
        private static final String VERSION = "v1.34.2";

        private static Embedded start() throws IOException {
            var server = EmbeddedApiServer.builder().https().start();
            return new Embedded(
                    server,
                    EmbeddedCluster.start(server.access(), Clock.systemUTC(), ClusterOptions.standard(VERSION)));
        }

        @Override
        public URI address() {
            return server.address();
        }

        @Override
        public String authorityPem() {
            return server.kubeconfig().authorityPem();
        }

        @Override
        public String kubeconfig() {
            return server.kubeconfig().text();
        }

        @Override
        public String version() {
            return VERSION;
        }

        @Override
        public SortedSet<RoleAuthorization.Access> granted() {
            return server.granted();
        }

        @Override
        public void close() {
            cluster.close();
            server.close();
        }
    }

    /// The programs of Kubernetes, with RBAC as it is; what was granted stands in the audit log.
    record Real(ControlPlane plane, Path auditLog) implements GuardedPlane {
        private static final String CONTROLLER = "system:serviceaccount:kube-system:karpenter";
        private static final int FORBIDDEN = 403;
        private static final String POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
              - level: Metadata
                users: ["%s"]
              - level: None
            """.formatted(CONTROLLER);

        private static Real start(Path programs, Path folder) throws IOException {
            Path files = Files.createDirectories(folder.resolve("audit"));
            Path policy = Files.writeString(files.resolve("policy.yaml"), POLICY);
            Path auditLog = files.resolve("log");
            return new Real(
                    ControlPlane.start(
                            programs,
                            folder.resolve("programs"),
                            0,
                            "guarded",
                            List.of("--audit-policy-file=" + policy, "--audit-log-path=" + auditLog)),
                    auditLog);
        }

        @Override
        public URI address() {
            return plane.address();
        }

        @Override
        public String authorityPem() {
            return new String(Base64.getDecoder().decode(plane.authorityBundle()), StandardCharsets.US_ASCII);
        }

        @Override
        public String kubeconfig() {
            return plane.kubeconfig();
        }

        @Override
        public String version() {
            return plane.version();
        }

        @Override
        public SortedSet<RoleAuthorization.Access> granted() throws IOException {
            var granted = new TreeSet<RoleAuthorization.Access>();
            var json = JsonMapper.builder().build();
            for (String line : Files.readAllLines(auditLog)) {
                JsonNode request = json.readTree(line);
                JsonNode object = request.path("objectRef");
                if (object.isObject() && request.at("/responseStatus/code").asInt(FORBIDDEN) != FORBIDDEN) {
                    String subresource = object.path("subresource").asString("");
                    granted.add(new RoleAuthorization.Access(
                            object.path("apiGroup").asString(""),
                            object.path("resource").asString("") + (subresource.isEmpty() ? "" : "/" + subresource),
                            request.path("verb").asString("")));
                }
            }
            return granted;
        }

        @Override
        public void close() {
            plane.close();
        }
    }
}
