package sh.karpenter.kube.api.aws;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Image families, and which one a class uses.
public final class AmiFamilies {
    public static final String AL2 = "AL2";
    public static final String AL2023 = "AL2023";
    public static final String BOTTLEROCKET = "Bottlerocket";
    public static final String CUSTOM = "Custom";
    public static final String WINDOWS_2019 = "Windows2019";
    public static final String WINDOWS_2022 = "Windows2022";
    public static final String WINDOWS_2025 = "Windows2025";

    private AmiFamilies() {}

    /// The family in force: `amiFamily` if set, else that of the alias, else `Custom`.
    public static String resolve(EC2NodeClassSpec spec) {
        String family = spec.amiFamily();
        if (family != null) {
            return family;
        }
        for (AmiSelectorTerm term : spec.amiSelectorTerms()) {
            String alias = term.alias();
            if (alias != null) {
                String named = ofAlias(alias);
                return named == null ? CUSTOM : named;
            }
        }
        return CUSTOM;
    }

    /// The family that an alias such as `al2023@latest` names, or null when it is not known.
    public static @Nullable String ofAlias(String alias) {
        int at = alias.indexOf('@');
        return switch (at < 0 ? alias : alias.substring(0, at)) {
            case "al2" -> AL2;
            case "al2023" -> AL2023;
            case "bottlerocket" -> BOTTLEROCKET;
            case "windows2019" -> WINDOWS_2019;
            case "windows2022" -> WINDOWS_2022;
            case "windows2025" -> WINDOWS_2025;
            default -> null;
        };
    }

    /// The name of the family in an alias: `AL2023` is `al2023`.
    public static String aliasName(String family) {
        return family.toLowerCase(Locale.ROOT);
    }
}
