package sh.karpenter.local.kubernetes.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which names a kind allows.
public enum NameRule {
    /// Lower-case labels joined by dots, up to 253 characters.
    SUBDOMAIN,
    /// One lower-case label, up to 63 characters.
    LABEL,
    /// Anything that can stand in a path.
    PATH_SEGMENT,
    /// Not checked: the name cannot have changed.
    ANY;

    private static final Pattern LABEL_FORM = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN_FORM =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Set<String> PATH_KINDS = Set.of(
            "Event",
            "Role.rbac.authorization.k8s.io",
            "ClusterRole.rbac.authorization.k8s.io",
            "RoleBinding.rbac.authorization.k8s.io",
            "ClusterRoleBinding.rbac.authorization.k8s.io");

    /// The rule of a built-in kind.
    static NameRule of(String qualifiedKind) {
        return switch (qualifiedKind) {
            case "Namespace" -> LABEL;
            case "Service" -> LABEL;
            default -> PATH_KINDS.contains(qualifiedKind) ? PATH_SEGMENT : SUBDOMAIN;
        };
    }

    /// What is wrong with a name; empty when nothing is.
    public List<String> problems(String name) {
        if (this == LABEL && name.contains(".")) {
            return List.of("must not contain dots");
        }
        List<String> problems = new ArrayList<>();
        int most = this == SUBDOMAIN ? 253 : 63;
        if (this != ANY && this != PATH_SEGMENT && name.length() > most) {
            problems.add("must be no more than " + most + " characters");
        }
        String problem = form(name);
        if (problem != null) {
            problems.add(problem);
        }
        return problems;
    }

    /// What is wrong with the beginning of generated names.
    public List<String> prefixProblems(String prefix) {
        return problems(prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 1) + "a" : prefix);
    }

    private @Nullable String form(String name) {
        return switch (this) {
            case ANY -> null;
            case SUBDOMAIN ->
                SUBDOMAIN_FORM.matcher(name).matches()
                        ? null
                        : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
                                + " '.', and must start and end with an alphanumeric character (e.g. 'example.com',"
                                + " regex used for validation is"
                                + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
            case LABEL ->
                LABEL_FORM.matcher(name).matches()
                        ? null
                        : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
                                + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
                                + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
            case PATH_SEGMENT -> {
                if (name.equals(".") || name.equals("..")) {
                    yield "may not be '" + name + "'";
                }
                yield name.contains("/") ? "may not contain '/'" : name.contains("%") ? "may not contain '%'" : null;
            }
        };
    }
}
