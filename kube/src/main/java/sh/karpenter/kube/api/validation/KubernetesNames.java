package sh.karpenter.kube.api.validation;

import org.jspecify.annotations.Nullable;

/// The notations of Kubernetes for label keys and values. Each function says what is wrong with a text, or
/// null.
///
/// Source: Kubernetes documentation, "Labels and Selectors / Syntax and character set".
final class KubernetesNames {
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_PREFIX = 253;

    private KubernetesNames() {}

    /// A label or taint key: a name, optionally after a DNS subdomain and a slash.
    static @Nullable String problemOfQualifiedName(String key) {
        int slash = key.indexOf('/');
        if (slash != key.lastIndexOf('/')) {
            return "a qualified name has at most one slash";
        }
        if (slash >= 0 && !isSubdomain(key.substring(0, slash))) {
            return "the part before the slash must be a DNS subdomain in lower case of at most " + LONGEST_PREFIX
                    + " characters";
        }
        String name = key.substring(slash + 1);
        return name.isEmpty() || !isName(name)
                ? "a name must be 1 to " + LONGEST_NAME
                        + " letters, digits, '-', '_' or '.', and begin and end with a letter or digit"
                : null;
    }

    /// A label value, which may be empty.
    static @Nullable String problemOfLabelValue(String value) {
        return value.isEmpty() || isName(value)
                ? null
                : "a label value must be at most " + LONGEST_NAME
                        + " letters, digits, '-', '_' or '.', and begin and end with a letter or digit";
    }

    private static boolean isName(String text) {
        if (text.length() > LONGEST_NAME
                || !isAlphanumeric(text.charAt(0))
                || !isAlphanumeric(text.charAt(text.length() - 1))) {
            return false;
        }
        return text.chars().allMatch(c -> isAlphanumeric(c) || c == '-' || c == '_' || c == '.');
    }

    private static boolean isSubdomain(String text) {
        if (text.isEmpty() || text.length() > LONGEST_PREFIX) {
            return false;
        }
        for (String label : text.split("\\.", -1)) {
            boolean right = !label.isEmpty()
                    && !label.startsWith("-")
                    && !label.endsWith("-")
                    && label.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
            if (!right) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
