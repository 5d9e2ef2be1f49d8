package sh.karpenter.kube.casefile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The recorded cases in this module's test resources: per family one file of gzipped JSON lines.
public final class CaseArchive {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CaseArchive() {}

    /// A reader that knows the recorded catalogues.
    public static CaseReader reader() {
        var catalogues = new TreeMap<String, String>();
        for (String line : lines("catalogues")) {
            JsonNode catalogue = JSON.readTree(line);
            catalogues.put(
                    catalogue.path("name").asString(""), catalogue.path("types").toString());
        }
        return new CaseReader(name -> Objects.requireNonNull(catalogues.get(name), "no catalogue " + name));
    }

    /// The cases of a family, as text.
    public static List<String> lines(String family) {
        InputStream resource =
                Objects.requireNonNull(CaseArchive.class.getResourceAsStream(family + ".jsonl.gz"), family);
        try (var reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.UTF_8))) {
            var lines = new ArrayList<String>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
