package sh.karpenter.testing.scenarios.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sh.karpenter.app.plan.PlanCommand;
import sh.karpenter.kube.casefile.CaseArchive;
import sh.karpenter.kube.casefile.Comparison;
import sh.karpenter.kube.casefile.DisruptionComparison;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `karpenter plan --output json` over recorded cases in files, against what Karpenter decided in them.
final class RecordedCasesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> FAMILIES =
            List.of("mixed", "reserved", "existing-nodes", "volumes", "min-values", "spread-zone", "disruption");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @Test
    void printsTheRecordedDecisions() throws IOException {
        Map<String, JsonNode> cases = unpack();

        var out = new StringWriter();
        int status = new CommandLine(new PlanCommand())
                .setOut(new PrintWriter(out))
                .execute("--case", folder.toString(), "--output", "json");

        assertThat(status).isZero();
        var differences = new ArrayList<String>();
        var planned = new ArrayList<String>();
        for (String line : out.toString().lines().toList()) {
            JsonNode decided = JSON.readTree(line);
            String name = decided.path("name").asString("");
            JsonNode written = cases.getOrDefault(name, JSON.createObjectNode());
            differences(written, decided).forEach(difference -> differences.add(name + ": " + difference));
            planned.add(name);
        }
        assertThat(differences).isEmpty();
        assertThat(planned).containsExactlyInAnyOrderElementsOf(cases.keySet());
    }

    private static List<String> differences(JsonNode written, JsonNode decided) {
        if (written.path("case").path("kind").asString("").equals("disruption")) {
            return DisruptionComparison.differences(written.path("expected"), decided);
        }
        String level = written.path("manyClaims").asBoolean(false)
                ? "totals"
                : written.path("compare").asString("full");
        return Comparison.differences(level, written.path("expected"), decided);
    }

    /// Writes the cases as one file each, in a folder per family, and the catalogues beside them.
    private Map<String, JsonNode> unpack() throws IOException {
        Path catalogues = Files.createDirectories(folder.resolve("catalogues"));
        for (String line : CaseArchive.lines("catalogues")) {
            JsonNode catalogue = JSON.readTree(line);
            Files.writeString(
                    catalogues.resolve(catalogue.path("name").asString("") + ".json"),
                    catalogue.path("types").toString());
        }
        var cases = new TreeMap<String, JsonNode>();
        for (String family : FAMILIES) {
            Path of = Files.createDirectories(folder.resolve(family));
            for (String line : CaseArchive.lines(family)) {
                JsonNode written = JSON.readTree(line);
                cases.put(written.path("case").path("name").asString(""), written);
                Files.writeString(of.resolve(cases.size() + ".json"), line);
            }
        }
        return cases;
    }
}
