package sh.karpenter.providers.aws.userdata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// TOML, as far as settings of an operating system need it: tables, arrays of tables, dotted and quoted keys,
/// strings of all four kinds, integers, floats, booleans, arrays and inline tables. Dates are kept as text.
///
/// Source: toml.io, version 1.0.
final class Toml {
    private final String text;
    private int at;

    private Toml(String text) {
        this.text = text.replace("\r\n", "\n");
    }

    /// Reads a document.
    ///
    /// @throws IllegalArgumentException names the line that cannot be read
    static Map<String, Object> parse(String text) {
        return new Toml(text).document();
    }

    private Map<String, Object> document() {
        var root = new TreeMap<String, Object>();
        Map<String, Object> table = root;
        skipBlank();
        while (at < text.length()) {
            if (text.startsWith("[[", at)) {
                at += 2;
                List<String> path = path();
                expect("]]");
                var element = new TreeMap<String, Object>();
                Map<String, Object> parent = descend(root, path.subList(0, path.size() - 1));
                arrayOf(parent, path.getLast()).add(element);
                table = element;
            } else if (text.charAt(at) == '[') {
                at++;
                List<String> path = path();
                expect("]");
                table = descend(root, path);
            } else {
                entry(table);
            }
            endOfLine();
            skipBlank();
        }
        return root;
    }

    private void entry(Map<String, Object> table) {
        List<String> path = path();
        expect("=");
        skipSpace();
        Map<String, Object> parent = descend(table, path.subList(0, path.size() - 1));
        if (parent.put(path.getLast(), value()) != null) {
            throw wrong("a key that is there already: " + path.getLast());
        }
    }

    private List<String> path() {
        var path = new ArrayList<String>();
        do {
            skipSpace();
            char c = peek();
            path.add(c == '"' || c == '\'' ? string() : bareKey());
            skipSpace();
        } while (take('.'));
        return path;
    }

    private String bareKey() {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(peek()) || peek() == '_' || peek() == '-')) {
            at++;
        }
        if (start == at) {
            throw wrong("a key was expected");
        }
        return text.substring(start, at);
    }

    private Object value() {
        char c = peek();
        if (c == '"' || c == '\'') {
            return string();
        }
        if (c == '[') {
            return array();
        }
        if (c == '{') {
            return inlineTable();
        }
        int start = at;
        while (at < text.length() && ",]}#\n".indexOf(peek()) < 0) {
            at++;
        }
        return scalar(text.substring(start, at).strip());
    }

    private Object scalar(String word) {
        if (word.equals("true") || word.equals("false")) {
            return Boolean.valueOf(word);
        }
        String digits = word.replace("_", "");
        try {
            if (digits.matches("[+-]?\\d+")) {
                return Long.valueOf(digits);
            }
            if (digits.matches("0[xob][0-9a-fA-F]+")) {
                int radix = digits.charAt(1) == 'x' ? 16 : digits.charAt(1) == 'o' ? 8 : 2;
                return Long.valueOf(digits.substring(2), radix);
            }
            if (digits.matches("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?")) {
                return Double.valueOf(digits);
            }
        } catch (NumberFormatException tooLong) {
            throw wrong("a number out of range: " + word);
        }
        if (word.matches("\\d{4}-\\d{2}-\\d{2}.*")) {
            return word;
        }
        throw wrong("a value was expected, not " + (word.isEmpty() ? "nothing" : word));
    }

    private List<Object> array() {
        at++;
        var list = new ArrayList<Object>();
        skipBlank();
        while (!take(']')) {
            list.add(value());
            skipBlank();
            if (!take(',') && peek() != ']') {
                throw wrong("a comma was expected");
            }
            skipBlank();
        }
        return list;
    }

    private Map<String, Object> inlineTable() {
        at++;
        var table = new TreeMap<String, Object>();
        skipSpace();
        while (!take('}')) {
            entry(table);
            skipSpace();
            if (!take(',') && peek() != '}') {
                throw wrong("a comma was expected");
            }
            skipSpace();
        }
        return table;
    }

    private String string() {
        char quote = peek();
        String three = String.valueOf(quote).repeat(3);
        boolean lines = text.startsWith(three, at);
        String end = lines ? three : String.valueOf(quote);
        at += end.length();
        if (lines) {
            take('\n');
        }
        var result = new StringBuilder();
        while (!text.startsWith(end, at)) {
            char c = peek();
            if (c == '\n' && !lines) {
                throw wrong("a string does not end");
            }
            at++;
            if (c == '\\' && quote == '"') {
                escape(result);
            } else {
                result.append(c);
            }
        }
        at += end.length();
        return result.toString();
    }

    private void escape(StringBuilder result) {
        char c = peek();
        at++;
        switch (c) {
            case 'n' -> result.append('\n');
            case 't' -> result.append('\t');
            case 'r' -> result.append('\r');
            case 'b' -> result.append('\b');
            case 'f' -> result.append('\f');
            case '"', '\\' -> result.append(c);
            case 'u', 'U' -> {
                int length = c == 'u' ? 4 : 8;
                if (at + length > text.length()) {
                    throw wrong("an escape does not end");
                }
                result.appendCodePoint(Integer.parseInt(text.substring(at, at + length), 16));
                at += length;
            }
            case '\n', ' ' -> {
                while (Character.isWhitespace(peek())) {
                    at++;
                }
            }
            default -> throw wrong("an unknown escape: " + c);
        }
    }

    @SuppressWarnings("unchecked") // tables are only ever made here
    private Map<String, Object> descend(Map<String, Object> from, List<String> path) {
        Map<String, Object> table = from;
        for (String key : path) {
            Object next = table.computeIfAbsent(key, _ -> new TreeMap<String, Object>());
            if (next instanceof List<?> list && !list.isEmpty()) {
                next = list.getLast();
            }
            if (!(next instanceof Map<?, ?>)) {
                throw wrong(key + " is not a table");
            }
            table = (Map<String, Object>) next;
        }
        return table;
    }

    @SuppressWarnings("unchecked") // arrays are only ever made here
    private List<Object> arrayOf(Map<String, Object> table, String key) {
        Object array = table.computeIfAbsent(key, _ -> new ArrayList<>());
        if (!(array instanceof List<?>)) {
            throw wrong(key + " is not an array");
        }
        return (List<Object>) array;
    }

    private void expect(String sign) {
        skipSpace();
        if (!text.startsWith(sign, at)) {
            throw wrong(sign + " was expected");
        }
        at += sign.length();
    }

    private boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("the text ends too early");
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    /// Blanks, line ends and comments.
    private void skipBlank() {
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '#')) {
            if (text.charAt(at) == '#') {
                skipComment();
            } else {
                at++;
            }
        }
    }

    private void skipComment() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void endOfLine() {
        skipSpace();
        if (at < text.length() && text.charAt(at) == '#') {
            skipComment();
        }
        if (at < text.length() && text.charAt(at) != '\n') {
            throw wrong("the end of the line was expected");
        }
    }

    private IllegalArgumentException wrong(String what) {
        long line = 1
                + text.substring(0, Math.min(at, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        return new IllegalArgumentException("line " + line + ": " + what);
    }

    /// Writes a document: values first, then tables, each under its full name; everything in order of key.
    static String write(Map<String, Object> root) {
        var out = new StringBuilder();
        writeTable(out, "", root);
        return out.toString();
    }

    private static void writeTable(StringBuilder out, String path, Map<?, ?> table) {
        var sorted = new TreeMap<String, Object>();
        table.forEach((key, value) -> sorted.put(String.valueOf(key), value));
        boolean named = false;
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
            if (!(entry.getValue() instanceof Map<?, ?>)) {
                if (!named && !path.isEmpty()) {
                    out.append('[').append(path).append("]\n");
                }
                named = true;
                out.append(quoted(entry.getKey()))
                        .append(" = ")
                        .append(inline(entry.getValue()))
                        .append('\n');
            }
        }
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
            if (entry.getValue() instanceof Map<?, ?> nested) {
                writeTable(out, path.isEmpty() ? quoted(entry.getKey()) : path + "." + quoted(entry.getKey()), nested);
            }
        }
    }

    private static String inline(Object value) {
        return switch (value) {
            case List<?> list -> {
                var parts = new ArrayList<String>();
                list.forEach(element -> parts.add(inline(element)));
                yield "[" + String.join(", ", parts) + "]";
            }
            case Map<?, ?> map -> {
                var parts = new ArrayList<String>();
                map.forEach((key, element) -> parts.add(quoted(String.valueOf(key)) + " = " + inline(element)));
                yield "{ " + String.join(", ", parts) + " }";
            }
            case Boolean flag -> flag.toString();
            case Number number -> number.toString();
            default -> text(value.toString());
        };
    }

    private static String quoted(String key) {
        return key.matches("[A-Za-z0-9_-]+") ? key : text(key);
    }

    private static String text(String value) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> out.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        return out.append('"').toString();
    }
}
