package sh.karpenter.controllers.provisioning;

import java.util.List;

/// Lists of names in log lines: the first few, and how many there are besides.
public final class NameList {
    private static final int SHOWN = 5;

    private NameList() {}

    /// For example `a, b, c, d, e and 3 other(s)`.
    public static String of(List<String> names) {
        return of(names, SHOWN);
    }

    /// As above, with as many names as told.
    static String of(List<String> names, int shown) {
        if (names.size() <= shown) {
            return String.join(", ", names);
        }
        return String.join(", ", names.subList(0, shown)) + " and " + (names.size() - shown) + " other(s)";
    }
}
