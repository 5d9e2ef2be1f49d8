package sh.karpenter.local.kubernetes.object;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads JSON text as Kubernetes' decoder does: for its words about a mistake, for example
/// `invalid character '}' looking for beginning of object key string`, and for members that an object has twice.
public final class JsonText {
    private static final int DEEPEST = 10_000;
    private static final int END = -1;

    private final byte[] text;
    private final List<String> duplicates = new ArrayList<>();
    private int at;
    private int depth;

    private JsonText(byte[] text) {
        this.text = text;
    }

    /// What is wrong with the text, null when it is JSON.
    public static @Nullable String problem(byte[] text) {
        try {
            new JsonText(text).read();
            return null;
        } catch (SyntaxFault fault) {
            return fault.words;
        }
    }

    /// The paths of members that occur again in the same object, for example `spec.containers[0].name`.
    ///
    /// @param text JSON
    public static List<String> duplicates(byte[] text) {
        JsonText reading = new JsonText(text);
        try {
            reading.read();
        } catch (SyntaxFault fault) {
            return List.of();
        }
        return reading.duplicates;
    }

    private void read() throws SyntaxFault {
        value("");
        if (peek() != END) {
            throw unexpected("after top-level value");
        }
    }

    private void value(String path) throws SyntaxFault {
        switch (peek()) {
            case '{' -> nested(() -> object(path));
            case '[' -> nested(() -> array(path));
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw unexpected("looking for beginning of value");
        }
    }

    private void nested(Part part) throws SyntaxFault {
        at++;
        if (++depth > DEEPEST) {
            throw new SyntaxFault("exceeded max depth");
        }
        part.read();
        depth--;
    }

    private void object(String path) throws SyntaxFault {
        Set<String> names = new HashSet<>();
        if (peek() == '}') {
            at++;
            return;
        }
        while (true) {
            if (peek() != '"') {
                throw unexpected("looking for beginning of object key string");
            }
            String name = string();
            String member = path.isEmpty() ? name : path + "." + name;
            if (!names.add(name)) {
                duplicates.add(member);
            }
            if (peek() != ':') {
                throw unexpected("after object key");
            }
            at++;
            value(member);
            if (ends('}', "after object key:value pair")) {
                return;
            }
        }
    }

    private void array(String path) throws SyntaxFault {
        if (peek() == ']') {
            at++;
            return;
        }
        for (int index = 0; ; index++) {
            value(path + "[" + index + "]");
            if (ends(']', "after array element")) {
                return;
            }
        }
    }

    private boolean ends(char bracket, String place) throws SyntaxFault {
        int next = peek();
        if (next != bracket && next != ',') {
            throw unexpected(place);
        }
        at++;
        return next == bracket;
    }

    private String string() throws SyntaxFault {
        int start = ++at;
        while (true) {
            int next = current();
            if (next == END || next < ' ') {
                throw unexpected("in string literal");
            }
            at++;
            if (next == '"') {
                return new String(text, start, at - 1 - start, StandardCharsets.UTF_8);
            }
            if (next == '\\') {
                escape();
            }
        }
    }

    private void escape() throws SyntaxFault {
        int next = current();
        if (next == END || "\"\\/bfnrtu".indexOf(next) < 0) {
            throw unexpected("in string escape code");
        }
        at++;
        for (int digit = 0; next == 'u' && digit < 4; digit++) {
            if (Character.digit(current(), 16) < 0) {
                throw unexpected("in \\u hexadecimal character escape");
            }
            at++;
        }
    }

    private void literal(String word) throws SyntaxFault {
        for (int letter = 0; letter < word.length(); letter++) {
            if (current() != word.charAt(letter)) {
                throw unexpected("in literal " + word + " (expecting '" + word.charAt(letter) + "')");
            }
            at++;
        }
    }

    private void number() throws SyntaxFault {
        if (current() == '-') {
            at++;
        }
        if (current() == '0') {
            at++;
        } else {
            digits("in numeric literal");
        }
        if (current() == '.') {
            at++;
            digits("after decimal point in numeric literal");
        }
        if (current() == 'e' || current() == 'E') {
            at++;
            if (current() == '+' || current() == '-') {
                at++;
            }
            digits("in exponent of numeric literal");
        }
    }

    private void digits(String place) throws SyntaxFault {
        if (!isDigit(current())) {
            throw unexpected(place);
        }
        while (isDigit(current())) {
            at++;
        }
    }

    private static boolean isDigit(int next) {
        return next >= '0' && next <= '9';
    }

    private int current() {
        return at < text.length ? text[at] & 0xff : END;
    }

    /// The next byte that is no white space.
    private int peek() {
        while (current() == ' ' || current() == '\t' || current() == '\n' || current() == '\r') {
            at++;
        }
        return current();
    }

    private SyntaxFault unexpected(String place) {
        int next = current();
        if (next == END) {
            return new SyntaxFault("unexpected end of JSON input");
        }
        String shown = switch (next) {
            case '\'' -> "\\'";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default ->
                next < ' ' || (next > '~' && next <= 0xa0)
                        ? (next < 0x80 ? "\\x%02x" : "\\u%04x").formatted(next)
                        : Character.toString(next);
        };
        return new SyntaxFault("invalid character '" + shown + "' " + place);
    }

    @FunctionalInterface
    private interface Part {
        void read() throws SyntaxFault;
    }

    private static final class SyntaxFault extends Exception {
        private static final long serialVersionUID = 1;
        private final String words;

        SyntaxFault(String words) {
            super(words, null, false, false);
            this.words = words;
        }
    }
}
