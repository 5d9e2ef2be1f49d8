package sh.karpenter.local.kubernetes.cluster.workload;

import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The completed indexes of an Indexed Job as its status writes them: `0-2,5`.
final class IndexRanges {
    private IndexRanges() {}

    static SortedSet<Integer> parse(String text) {
        SortedSet<Integer> indexes = new TreeSet<>();
        for (String range : text.split(",", -1)) {
            if (range.isEmpty()) {
                continue;
            }
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
            for (int index = first; index <= last; index++) {
                indexes.add(index);
            }
        }
        return indexes;
    }

    static String format(SortedSet<Integer> indexes) {
        StringBuilder text = new StringBuilder();
        Integer first = null;
        Integer last = null;
        for (Integer index : indexes) {
            if (last != null && index == last + 1) {
                last = index;
                continue;
            }
            append(text, first, last);
            first = index;
            last = index;
        }
        append(text, first, last);
        return text.toString();
    }

    private static void append(StringBuilder text, @Nullable Integer first, @Nullable Integer last) {
        if (first == null || last == null) {
            return;
        }
        text.append(text.isEmpty() ? "" : ",").append(first);
        if (!first.equals(last)) {
            text.append('-').append(last);
        }
    }
}
