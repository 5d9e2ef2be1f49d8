package sh.karpenter.local.kubernetes.selector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import sh.karpenter.local.kubernetes.selector.LabelSelector.Operator;
import sh.karpenter.local.kubernetes.selector.LabelSelector.Requirement;

/// Recursive descent over the query form of a label selector.
final class LabelSelectorParser {
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final String WRONG_VALUE =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must"
                    + " start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex"
                    + " used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private final String text;
    private int position;

    LabelSelectorParser(String text) {
        this.text = text;
    }

    LabelSelector parse() {
        List<Requirement> requirements = new ArrayList<>();
        while (true) {
            requirements.add(requirement());
            skipBlanks();
            if (position == text.length()) {
                return new LabelSelector(Collections.unmodifiableList(requirements));
            }
            expect(',');
        }
    }

    private Requirement requirement() {
        skipBlanks();
        if (peek() == '!') {
            position++;
            skipBlanks();
            return new Requirement(key(), Operator.DOES_NOT_EXIST, List.of());
        }
        String key = key();
        skipBlanks();
        return switch (peek()) {
            case '=' -> {
                position++;
                if (peek() == '=') {
                    position++;
                }
                yield new Requirement(key, Operator.EQUALS, List.of(value(key)));
            }
            case '!' -> {
                position++;
                expect('=');
                yield new Requirement(key, Operator.NOT_EQUALS, List.of(value(key)));
            }
            case '>' -> comparison(key, Operator.GREATER_THAN);
            case '<' -> comparison(key, Operator.LESS_THAN);
            case ',', '\0' -> new Requirement(key, Operator.EXISTS, List.of());
            default -> set(key);
        };
    }

    private Requirement comparison(String key, Operator operator) {
        position++;
        String value = value(key);
        try {
            Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw refuse("for 'Gt', 'Lt' operators, the value must be an integer, found '" + value + "'");
        }
        return new Requirement(key, operator, List.of(value));
    }

    private Requirement set(String key) {
        String word = word();
        Operator operator = switch (word) {
            case "in" -> Operator.IN;
            case "notin" -> Operator.NOT_IN;
            default -> throw refuse("found '" + word + "', expected: in, notin, =, ==, !=, gt, lt");
        };
        skipBlanks();
        expect('(');
        List<String> values = new ArrayList<>();
        while (true) {
            values.add(value(key));
            skipBlanks();
            if (peek() == ')') {
                position++;
                return new Requirement(key, operator, Collections.unmodifiableList(values));
            }
            if (peek() != ',') {
                throw refuse("found '" + found() + "', expected: ',' or ')'");
            }
            position++;
        }
    }

    private String key() {
        String key = word();
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        if (name.isEmpty() || name.length() > 63 || !NAME.matcher(name).matches()) {
            throw refuse("found '" + key + "', expected: identifier");
        }
        if (slash >= 0 && !PREFIX.matcher(key.substring(0, slash)).matches()) {
            throw refuse("invalid label key '" + key + "'");
        }
        return key;
    }

    private String value(String key) {
        skipBlanks();
        String value = word();
        if (value.length() > 63 || (!value.isEmpty() && !NAME.matcher(value).matches())) {
            throw refuse("values[0][" + key + "]: Invalid value: \"" + value + "\": " + WRONG_VALUE);
        }
        return value;
    }

    private String word() {
        int start = position;
        while (position < text.length() && " \t\r\n=!(),<>".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        return text.substring(start, position);
    }

    private char peek() {
        return position < text.length() ? text.charAt(position) : '\0';
    }

    private void skipBlanks() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private void expect(char wanted) {
        skipBlanks();
        if (peek() != wanted) {
            throw refuse("found '" + found() + "', expected: '" + wanted + "'");
        }
        position++;
    }

    private String found() {
        return position < text.length() ? text.substring(position, position + 1) : "";
    }

    private static IllegalArgumentException refuse(String why) {
        return new IllegalArgumentException("unable to parse requirement: " + why);
    }
}
