package sh.karpenter.app.cli;

import java.util.ArrayList;
import java.util.List;

/// Rows under headings, in columns as wide as their widest cell, as kubectl prints them.
public final class Table {
    private static final String GAP = "   ";
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /// Adds a row; it has as many cells as there are headings.
    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /// The lines, without trailing blanks.
    public List<String> lines() {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var lines = new ArrayList<String>();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i))
                        .repeat(' ', widths[i] - row.get(i).length())
                        .append(GAP);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
