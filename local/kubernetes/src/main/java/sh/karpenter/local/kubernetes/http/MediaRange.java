package sh.karpenter.local.kubernetes.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// One element of an `Accept` header.
///
/// @param type for example `application/json`
/// @param parameters without `q`
/// @param quality 0 to 1
record MediaRange(String type, Map<String, String> parameters, double quality) {
    private static final Set<String> SERVED =
            Set.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

    /// The elements of all `Accept` headers in the order in which they are to be tried.
    static List<MediaRange> parse(List<String> headers) {
        List<MediaRange> ranges = new ArrayList<>();
        for (String header : headers) {
            for (String element : header.split(",", -1)) {
                if (!element.isBlank()) {
                    ranges.add(one(element));
                }
            }
        }
        ranges.sort(Comparator.comparing(MediaRange::quality, Comparator.reverseOrder()));
        return ranges;
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /// Whether plain JSON satisfies this range.
    boolean acceptsJson() {
        return parameter("as").isEmpty()
                && (type.equals("*/*") || type.equals("application/*") || type.equals("application/json"));
    }

    /// Whether plain YAML satisfies this range.
    boolean acceptsYaml() {
        return parameter("as").isEmpty() && type.equals("application/yaml");
    }

    /// Whether something of this type is served, though perhaps not with these parameters.
    boolean isServed() {
        return SERVED.contains(type);
    }

    private static MediaRange one(String element) {
        String[] parts = element.split(";", -1);
        Map<String, String> parameters = new LinkedHashMap<>();
        double quality = 1;
        for (int at = 1; at < parts.length; at++) {
            int equals = parts[at].indexOf('=');
            if (equals > 0) {
                String name = parts[at].substring(0, equals).strip();
                String value = parts[at].substring(equals + 1).strip();
                if (name.equals("q")) {
                    quality = quality(value);
                } else {
                    parameters.put(name, value);
                }
            }
        }
        return new MediaRange(parts[0].strip().toLowerCase(Locale.ROOT), parameters, quality);
    }

    private static double quality(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
