package sh.karpenter.local.aws.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The kubelet's command line flags, and a shell's way to take a command line apart.
final class KubeletFlags {
    private final SortedMap<String, String> flags = new TreeMap<>();

    /// Adds `--name=value` or `--name value` words; a later flag replaces an earlier one.
    void addAll(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            if (!word.startsWith("--")) {
                continue;
            }
            int equals = word.indexOf('=');
            if (equals > 0) {
                flags.put(word.substring(2, equals), unquoted(word.substring(equals + 1)));
            } else if (i + 1 < words.size() && !words.get(i + 1).startsWith("--")) {
                flags.put(word.substring(2), unquoted(words.get(++i)));
            } else {
                flags.put(word.substring(2), "true");
            }
        }
    }

    /// Adds words of which every `--name` is followed by its value, even when that begins with dashes too.
    void addPairs(List<String> words) {
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).startsWith("--")) {
                flags.put(words.get(i).substring(2), words.get(++i));
            }
        }
    }

    /// The value of a flag, null when it is not set.
    @Nullable
    String get(String name) {
        return flags.get(name);
    }

    /// A whole number.
    ///
    /// @return null when the flag is not set
    /// @throws BadUserData when it is not a number
    @Nullable
    Integer integer(String name) {
        var value = flags.get(name);
        if (value == null) {
            return null;
        }
        try {
            return Integer.valueOf(value);
        } catch (NumberFormatException e) {
            throw new BadUserData("The kubelet's flag --" + name + " is not a number: " + value);
        }
    }

    /// The flag `--node-labels`.
    SortedMap<String, String> labels() {
        return pairs("node-labels", "=");
    }

    /// The flag `--register-with-taints`, written `key=value:Effect` or `key:Effect`.
    List<NodeTaint> taints() {
        var taints = new ArrayList<NodeTaint>();
        for (var one : elements("register-with-taints")) {
            int colon = one.lastIndexOf(':');
            if (colon < 0) {
                throw new BadUserData("The taint '" + one + "' has no effect");
            }
            var keyAndValue = one.substring(0, colon);
            int equals = keyAndValue.indexOf('=');
            taints.add(new NodeTaint(
                    equals < 0 ? keyAndValue : keyAndValue.substring(0, equals),
                    equals < 0 ? "" : keyAndValue.substring(equals + 1),
                    one.substring(colon + 1)));
        }
        return taints;
    }

    /// A flag that holds pairs, for example `--kube-reserved="cpu=70m,memory=1Gi"`.
    SortedMap<String, String> pairs(String name, String separator) {
        var pairs = new TreeMap<String, String>();
        for (var one : elements(name)) {
            int at = one.indexOf(separator);
            if (at < 0) {
                throw new BadUserData(
                        "The kubelet's flag --" + name + " holds '" + one + "' without '" + separator + "'");
            }
            pairs.put(one.substring(0, at), one.substring(at + separator.length()));
        }
        return pairs;
    }

    private List<String> elements(String name) {
        var value = flags.get(name);
        if (value == null || value.isEmpty()) {
            return List.of();
        }
        return List.of(value.split(",", -1));
    }

    /// Takes a command line apart like a shell: blanks separate, quotes hold together, a backslash at the end of a
    /// line joins it with the next one.
    static List<String> words(String commandLine) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean started = false;
        char quote = 0;
        for (char c : commandLine.replace("\\\n", " ").toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                started = true;
            } else if (Character.isWhitespace(c)) {
                if (started || !word.isEmpty()) {
                    words.add(word.toString());
                }
                word.setLength(0);
                started = false;
            } else {
                word.append(c);
            }
        }
        if (started || !word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
