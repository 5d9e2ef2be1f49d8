package sh.karpenter.local.kubernetes.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.node.ObjectNode;

/// The embedded API server answers as kube-apiserver does.
///
/// A suite is a file of requests (`*.requests.yaml`) and what a real kube-apiserver answered to them
/// (`*.answers.jsonl`, one answer a line, without what is different each time). The embedded server is asked
/// the same; where it answers otherwise, the difference is in `*.differences.txt`. `docs/acceptance.md` says
/// why some stay.
///
/// With a folder that has `etcd` and `kube-apiserver` in `KUBEBUILDER_ASSETS`, the answers are those of these
/// programs, and must be the ones in the files. `-Dgolden.update` writes the files anew.
class ParityTest {
    private static final Path FOLDER = folder();
    private static final boolean UPDATE = System.getProperty("golden.update") != null;
    private static final String ONLY = System.getProperty("parity.suite", "");

    @TempDir
    private Path state = Path.of("");

    static List<String> suites() throws IOException {
        return Exchange.suites(FOLDER).stream()
                .filter(suite -> ONLY.isEmpty() || List.of(ONLY.split(",", -1)).contains(suite))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void answersAsTheRealServerDid(String suite) throws Exception {
        List<Exchange> exchanges = Exchange.read(file(suite, "requests.yaml"));
        Map<String, ObjectNode> real = read(file(suite, "answers.jsonl"));
        assertThat(real.keySet())
                .as("recorded answers: with a real kube-apiserver in KUBEBUILDER_ASSETS, -Dgolden.update records them")
                .containsExactlyElementsOf(
                        exchanges.stream().map(Exchange::title).toList());
        Map<String, ObjectNode> embedded;
        try (AskedServer server = AskedServer.embedded()) {
            embedded = new Conversation(server).hold(exchanges);
        }
        List<String> lines = new ArrayList<>();
        real.forEach((title, answer) -> {
            for (Difference difference : Difference.between(answer, Objects.requireNonNull(embedded.get(title)))) {
                lines.add(title + " | " + difference);
            }
        });
        Path differences = file(suite, "differences.txt");
        if (UPDATE) {
            Files.writeString(differences, String.join("\n", lines) + (lines.isEmpty() ? "" : "\n"));
        }
        assertThat(lines)
                .as("differences from the real server (request | place: real -> embedded)")
                .containsExactlyElementsOf(Files.exists(differences) ? Files.readAllLines(differences) : List.of());
    }

    @Test
    void theRealServerStillAnswersAsRecorded() throws Exception {
        Path programs = RealApiServer.programs();
        Assumptions.assumeTrue(programs != null, "no kube-apiserver in KUBEBUILDER_ASSETS");
        try (AskedServer server = RealApiServer.start(programs, state)) {
            for (String suite : suites()) {
                Map<String, ObjectNode> answers =
                        new Conversation(server).hold(Exchange.read(file(suite, "requests.yaml")));
                if (UPDATE) {
                    write(file(suite, "answers.jsonl"), answers);
                }
                assertThat(answers).as(suite).isEqualTo(read(file(suite, "answers.jsonl")));
            }
        }
    }

    private static Map<String, ObjectNode> read(Path file) throws IOException {
        Map<String, ObjectNode> answers = new LinkedHashMap<>();
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            ObjectNode answer = (ObjectNode) Json.parse(line);
            String title = Json.string(answer, "it");
            answer.remove("it");
            answers.put(title, answer);
        }
        return answers;
    }

    private static void write(Path file, Map<String, ObjectNode> answers) throws IOException {
        List<String> lines = new ArrayList<>();
        answers.forEach((title, answer) ->
                lines.add(Json.text(Json.object().put("it", title).setAll(answer))));
        Files.write(file, lines);
    }

    private static Path file(String suite, String kind) {
        return FOLDER.resolve(suite + "." + kind);
    }

    private static Path folder() {
        Path module = Path.of("src/test/resources/parity");
        return Files.isDirectory(module) ? module : Path.of("local/kubernetes").resolve(module);
    }
}
