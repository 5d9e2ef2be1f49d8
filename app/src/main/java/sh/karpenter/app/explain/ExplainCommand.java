package sh.karpenter.app.explain;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sh.karpenter.app.cli.CommandFailure;
import sh.karpenter.app.local.LocalDirectory;
import sh.karpenter.app.metrics.ExplainPage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `karpenter explain`: asks a running controller why nodes go or stay.
@Command(
        name = "explain",
        description = "Ask a running controller why it does what it does.",
        mixinStandardHelpOptions = true,
        subcommands = ExplainCommand.OfNode.class)
public final class ExplainCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing sub-command: node");
    }

    /// How an answer is printed; the names are what is typed.
    enum Output {
        text,
        json
    }

    /// `karpenter explain node [NAME]`.
    @Command(
            name = "node",
            description = "Say why a node goes or stays; without a name, of all nodes in a line each.",
            mixinStandardHelpOptions = true)
    static final class OfNode implements Runnable {
        private static final Duration PATIENCE = Duration.ofSeconds(10);

        @Parameters(arity = "0..1", paramLabel = "NAME", description = "name of the Node, or of its NodeClaim")
        private @Nullable String name;

        @Option(
                names = "--dir",
                paramLabel = "DIR",
                defaultValue = ".karpenter",
                description = "folder of the local cluster to ask (default: ${DEFAULT-VALUE})")
        private Path folder = Path.of(".karpenter");

        @Option(
                names = "--address",
                paramLabel = "URL",
                description = "the metrics endpoint of the controller to ask instead, for example http://localhost:8080"
                        + " after 'kubectl port-forward -n kube-system deployment/karpenter 8080'")
        private @Nullable String address;

        @Option(names = "--output", paramLabel = "text|json", description = "text for people (default), or JSON")
        private Output output = Output.text;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public void run() {
            JsonNode answer = ask(base());
            PrintWriter out = spec.commandLine().getOut();
            JsonNode nodes = answer.path("nodes");
            switch (output) {
                case json -> out.println(name == null ? answer : nodes.path(0));
                case text ->
                    (name == null ? ExplainText.ofAll(answer) : ExplainText.ofOne(nodes.path(0))).forEach(out::println);
            }
            out.flush();
        }

        /// Where the controller serves its pages.
        private String base() {
            if (address != null) {
                return address.replaceFirst("/(metrics)?/*$", "");
            }
            var directory = new LocalDirectory(folder);
            var variables = directory.environmentVariables();
            String metrics = variables == null ? null : variables.get("KARPENTER_METRICS");
            if (directory.process() == null || metrics == null) {
                throw new CommandFailure("no local cluster runs from " + directory.path()
                        + ": start one with 'karpenter local up', name its folder with --dir, or name a controller with"
                        + " --address.");
            }
            return metrics.replaceFirst("/metrics$", "");
        }

        private JsonNode ask(String base) {
            String query = name == null ? "" : "?node=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
            try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create(base + ExplainPage.PATH + query))
                                .timeout(PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                JsonNode document = read(base, answer);
                if (answer.statusCode() != 200) {
                    throw new CommandFailure(document.path("error").asString("") + ".");
                }
                return document;
            } catch (IllegalArgumentException notAnAddress) {
                throw new CommandFailure(
                        "--address \"" + address + "\" is no address such as http://localhost:8080.", notAnAddress);
            } catch (IOException unreachable) {
                throw new CommandFailure(
                        "no controller answers at " + base + ": maybe it does not run, or its metrics port"
                                + " (--metrics-port, 8080 by default) is another.",
                        unreachable);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new CommandFailure("interrupted", interrupted);
            }
        }

        private static JsonNode read(String base, HttpResponse<String> answer) {
            try {
                JsonNode document = JsonMapper.builder().build().readTree(answer.body());
                if (document.has("nodes") || document.has("error")) {
                    return document;
                }
            } catch (JacksonException notJson) {
                // Told below.
            }
            throw new CommandFailure("what answers at " + base + " is no controller that explains (status "
                    + answer.statusCode() + " for " + ExplainPage.PATH + "): give the address of its metrics endpoint"
                    + " with --address.");
        }
    }
}
