package sh.karpenter.testing.scenarios.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The metrics of a controller by name, with their type and the names of their labels, and how they compare
/// with what Karpenter was observed to serve.
///
/// @param types by name
/// @param labels by name
public record ServedMetrics(Map<String, String> types, Map<String, Set<String>> labels) {
    private static final Pattern SAMPLE = Pattern.compile("([A-Za-z_:0-9]+)(?:\\{(.*)})? .*");
    private static final Pattern LABEL = Pattern.compile("([A-Za-z_0-9]+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    /// What cannot be here: certificates and webhooks that this controller does not have.
    private static final Set<String> NOT_OURS = Set.of(
            "certwatcher_read_certificate_errors_total",
            "certwatcher_read_certificate_total",
            "controller_runtime_conversion_webhook_panics_total",
            "controller_runtime_webhook_panics_total");

    /// What has happened in the observed cluster and need not happen in every other.
    private static final Set<String> ONLY_WHEN_IT_HAPPENS = Set.of(
            "karpenter_consolidation_moves_total",
            "karpenter_voluntary_disruption_consolidation_timeouts_total",
            "karpenter_voluntary_disruption_failed_validations_total");

    /// Labels that name the node class, or the instance types, of the provider that was observed.
    private static final Pattern OF_THE_PROVIDER =
            Pattern.compile("karpenter_kwok_sh_.*|instance_cpu|instance_family|instance_memory|instance_size");

    /// Scrapes an address.
    public static ServedMetrics from(String url) {
        try (var client = HttpClient.newHttpClient()) {
            var answer =
                    client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(url + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return read(answer.body());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private static ServedMetrics read(String text) {
        var types = new TreeMap<String, String>();
        var labels = new TreeMap<String, Set<String>>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", -1);
                types.put(words[2], words[3]);
                continue;
            }
            Matcher sample = SAMPLE.matcher(line);
            if (line.startsWith("#") || !sample.matches()) {
                continue;
            }
            var names = labels.computeIfAbsent(family(sample.group(1), types), _ -> new TreeSet<>());
            Matcher label = LABEL.matcher(Objects.requireNonNullElse(sample.group(2), ""));
            while (label.find()) {
                names.add(label.group(1));
            }
            names.remove("le");
            names.remove("quantile");
        }
        return new ServedMetrics(types, labels);
    }

    private static String family(String sample, Map<String, String> types) {
        String base = sample.replaceFirst("_(?:bucket|sum|count)$", "");
        String type = types.getOrDefault(base, "");
        return type.equals("histogram") || type.equals("summary") ? base : sample;
    }

    /// Where these differ from what was observed, or is documented, as sentences; more labels are no difference.
    public List<String> differences() {
        var differences = new ArrayList<String>();
        var expected = new ArrayList<>(lines("/observed/metrics.txt"));
        expected.addAll(lines("/documented/metrics.txt"));
        for (String line : expected) {
            String[] parts = line.split(" \\| ?", -1);
            String name = parts[0];
            if (!types.containsKey(name)) {
                if (!NOT_OURS.contains(name) && !ONLY_WHEN_IT_HAPPENS.contains(name)) {
                    differences.add(name + " is missing");
                }
                continue;
            }
            if (!parts[1].equals(types.get(name))) {
                differences.add(name + " is a " + types.get(name) + " and not a " + parts[1]);
            }
            var missing = new TreeSet<String>();
            for (String pair : parts.length > 2 ? parts[2].split("; ", -1) : new String[0]) {
                String label = pair.replaceFirst("=.*", "");
                if (!label.isEmpty()
                        && !OF_THE_PROVIDER.matcher(label).matches()
                        && !labels.getOrDefault(name, Set.of()).contains(label)) {
                    missing.add(label);
                }
            }
            if (!missing.isEmpty()) {
                differences.add(name + " has no labels " + missing);
            }
        }
        return differences;
    }

    private static List<String> lines(String name) {
        try (var resource = Objects.requireNonNull(ServedMetrics.class.getResourceAsStream(name), name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
