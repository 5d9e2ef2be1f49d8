package sh.karpenter.local.kubernetes.request;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The patch formats, by the content type that names them.
public enum PatchType {
    JSON("application/json-patch+json"),
    MERGE("application/merge-patch+json"),
    STRATEGIC("application/strategic-merge-patch+json"),
    APPLY("application/apply-patch+yaml");

    private final String contentType;

    PatchType(String contentType) {
        this.contentType = contentType;
    }

    /// The content type of such a patch.
    public String contentType() {
        return contentType;
    }

    /// The format that a content type names, or null.
    public static @Nullable PatchType of(String contentType) {
        for (PatchType type : values()) {
            if (type.contentType.equals(contentType)) {
                return type;
            }
        }
        return null;
    }

    /// The content types that custom resources (without the strategic one) or built-in ones accept.
    public static List<String> accepted(boolean custom) {
        return Arrays.stream(values())
                .filter(type -> !custom || type != STRATEGIC)
                .map(PatchType::contentType)
                .toList();
    }
}
