package sh.karpenter.providers.aws.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A table on the class path: UTF-8, a header line, commas, no quotes; an empty cell is an empty text.
///
/// @param rows in order, each by column name
public record CsvTable(List<Map<String, String>> rows) {
    public CsvTable {
        rows = List.copyOf(rows);
    }

    /// Reads a table.
    ///
    /// @param anchor a class of the package that the file lies in
    /// @param file its name
    /// @throws IllegalStateException when there is no such file
    public static CsvTable read(Class<?> anchor, String file) {
        try (InputStream stream = anchor.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException("no table " + file + " beside " + anchor.getName());
            }
            var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            List<String> lines = reader.readAllLines();
            String[] columns = lines.getFirst().split(",", -1);
            var rows = new ArrayList<Map<String, String>>(lines.size() - 1);
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",", -1);
                var row = new HashMap<String, String>();
                for (int i = 0; i < columns.length; i++) {
                    row.put(columns[i], cells[i]);
                }
                rows.add(Map.copyOf(row));
            }
            return new CsvTable(rows);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// The cell of a row.
    ///
    /// @throws IllegalArgumentException when the table has no such column
    public static String cell(Map<String, String> row, String column) {
        String cell = row.get(column);
        if (cell == null) {
            throw new IllegalArgumentException("no column " + column + ", there are " + row.keySet());
        }
        return cell;
    }
}
