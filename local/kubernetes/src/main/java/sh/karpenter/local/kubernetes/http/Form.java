package sh.karpenter.local.kubernetes.http;

import java.util.List;
import sh.karpenter.local.kubernetes.error.ApiErrors;

/// The form in which a client wants objects.
enum Form {
    OBJECT,
    TABLE,
    METADATA;

    private static final List<String> VERSIONS = List.of("v1", "v1beta1");

    /// The first form in the `Accept` headers that can be served.
    ///
    /// @throws sh.karpenter.local.kubernetes.access.ApiException 406 when none can
    static Form of(List<String> acceptHeaders) {
        List<MediaRange> ranges = MediaRange.parse(acceptHeaders);
        if (ranges.isEmpty()) {
            return OBJECT;
        }
        for (MediaRange range : ranges) {
            if (range.acceptsJson() || range.acceptsYaml()) {
                return OBJECT;
            }
            if (range.type().equals("application/json")
                    && range.parameter("g").equals("meta.k8s.io")
                    && VERSIONS.contains(range.parameter("v"))) {
                switch (range.parameter("as")) {
                    case "Table" -> {
                        return TABLE;
                    }
                    case "PartialObjectMetadata", "PartialObjectMetadataList" -> {
                        return METADATA;
                    }
                    default -> {}
                }
            }
        }
        throw ApiErrors.notAcceptable(ranges.stream().anyMatch(MediaRange::isServed));
    }
}
