package sh.karpenter.local.kubernetes.kubectl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sh.karpenter.local.kubernetes.kubectl.Kubectl.Result;
import sh.karpenter.local.kubernetes.server.EmbeddedApiServer;

class KubectlTest {
    private static final String DEPLOYMENT = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: inflate}
        spec:
          replicas: 0
          selector: {matchLabels: {app: inflate}}
          template:
            metadata: {labels: {app: inflate}}
            spec:
              containers: [{name: inflate, image: pause, resources: {requests: {cpu: "1"}}}]
        """;

    private @Nullable EmbeddedApiServer server;
    private @Nullable Kubectl client;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        Path binary = Kubectl.find();
        assumeTrue(binary != null, "no kubectl on this machine");
        server = EmbeddedApiServer.builder().https().start();
        client = Kubectl.of(server, Objects.requireNonNull(binary), home);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void sayingTheSameTwiceChangesNothing() throws Exception {
        assertThat(apply(DEPLOYMENT)).isEqualTo("deployment.apps/inflate created\n");
        assertThat(apply(DEPLOYMENT)).isEqualTo("deployment.apps/inflate unchanged\n");
        assertThat(apply(DEPLOYMENT.replace("cpu: \"1\"", "cpu: \"2\"")))
                .isEqualTo("deployment.apps/inflate configured\n");
    }

    @Test
    void anUnknownFieldIsNamed() throws Exception {
        Result result = kubectl().runWithInput(DEPLOYMENT.replace("replicas", "replica"), "apply", "-f", "-");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).contains("strict decoding error: unknown field \"spec.replica\"");
    }

    @Test
    void aNamespaceCreatedTwiceIsRefused() throws Exception {
        assertThat(kubectl().run("create", "namespace", "demo").output()).isEqualTo("namespace/demo created\n");
        Result again = kubectl().run("create", "namespace", "demo");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.output()).isEqualTo("Error from server (AlreadyExists): namespaces \"demo\" already exists\n");
    }

    @Test
    void scalingShowsInTheTable() throws Exception {
        apply(DEPLOYMENT);
        assertThat(kubectl()
                        .run("scale", "deployment", "inflate", "--replicas", "5")
                        .output())
                .isEqualTo("deployment.apps/inflate scaled\n");
        assertThat(kubectl().run("get", "deployments").output().lines().toList().get(1))
                .startsWith("inflate   0/5 ");
    }

    private Kubectl kubectl() {
        return Objects.requireNonNull(client);
    }

    private String apply(String manifest) throws Exception {
        return kubectl().runWithInput(manifest, "apply", "-f", "-").output();
    }
}
